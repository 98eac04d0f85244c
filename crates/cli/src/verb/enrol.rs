use clap::Args;
use desk::{Event, MemberPassword};

use crate::exit::Exit;
use crate::fault::Fault;
use crate::options::Common;
use crate::out::Out;
use crate::station;

/// 用登记单上的登记码把这个文件夹登记为工作站；`--user` 和 `--password-file` 是第一名工作人员。
#[derive(Debug, Args)]
pub struct Enrol {
    /// 登记单上的登记码，横线可以不写
    #[arg(long, value_name = "C")]
    code: String,
}

impl Enrol {
    /// Makes a station of the folder and signs in once.
    pub async fn run(self, common: &Common, out: Out) -> Result<Exit, Fault> {
        let desk = station::closed(common)?;
        if desk.is_enrolled() {
            let say = "这个文件夹已经登记过。要给它添加工作人员，请用 zc member add。";
            return Err(Fault::Said(Exit::Failed, say.to_owned()));
        }
        if common.password_file.is_none() && self.code.trim() != desk::practice::REALM {
            return Err(Fault::usage(
                "请用 --password-file 给出第一名工作人员的密码文件。",
            ));
        }
        let password = station::password(common)?;
        let member = MemberPassword {
            user: common.user.clone(),
            password: password.clone(),
        };
        desk.enrol(&self.code, &[member]).await?;
        desk.sign_in(&common.user, &password).await?;
        desk.drain(Event::Online).await?;
        let made = desk.remains()?;
        let line = serde_json::json!({
            "realm": made.realm, "station": made.station, "users": desk.users(),
        });
        out.line(&line, || {
            format!("已登记：{}，终端 {}。", made.realm, made.station)
        })?;
        Ok(Exit::Done)
    }
}
