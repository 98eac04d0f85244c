use clap::{Args, Subcommand, ValueEnum};
use desk::MemberPassword;

use crate::exit::Exit;
use crate::fault::Fault;
use crate::input;
use crate::options::Common;
use crate::out::Out;
use crate::station;

/// A recovery key is a line.
const KEY_BYTES: u64 = 4096;

/// 工作人员：添加、改密码、恢复。
#[derive(Debug, Subcommand)]
pub enum Member {
    /// 凭一张登记单给本机添加一名工作人员；`--user` 是已登记的担保人
    Add(New),
    /// 给 `--user` 换密码；数据库不用重新加密
    Password {
        /// 存放新密码的文件
        #[arg(long, value_name = "F")]
        new_password_file: String,
    },
    /// `--user` 登录本机时要不要系统密钥库里的那一半密钥：on 要，off 不要
    Keystore {
        /// on 或 off
        #[arg(value_enum)]
        to: Switch,
    },
    /// 用城市的恢复密钥打开本机，给一名工作人员新的登录
    Recover {
        /// 恢复密钥文件
        #[arg(long, value_name = "F")]
        key_file: String,
        #[command(flatten)]
        new: New,
    },
}

/// Whether the keystore holds half of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// It does.
    On,
    /// The password alone opens.
    Off,
}

/// The member who comes.
#[derive(Debug, Args)]
pub struct New {
    /// 登记单上的登记码
    #[arg(long, value_name = "C")]
    code: String,
    /// 新的工号
    #[arg(long, value_name = "NAME")]
    member: String,
    /// 存放新密码的文件
    #[arg(long, value_name = "F")]
    new_password_file: String,
}

impl New {
    fn read(&self) -> Result<MemberPassword, Fault> {
        Ok(MemberPassword {
            user: self.member.clone(),
            password: station::password_in(&self.new_password_file)?,
        })
    }
}

impl Member {
    /// One line: who can sign in here now.
    pub async fn run(self, common: &Common, out: Out) -> Result<Exit, Fault> {
        let desk = match self {
            Self::Add(new) => {
                let desk = station::open(common).await?;
                desk.add_member(&new.code, &new.read()?).await?;
                desk
            }
            Self::Password { new_password_file } => {
                let desk = station::open(common).await?;
                let (old, new) = (
                    station::password(common)?,
                    station::password_in(&new_password_file)?,
                );
                desk.change_password(&old, &new).await?;
                desk
            }
            Self::Keystore { to } => {
                let desk = station::open(common).await?;
                let password = station::password(common)?;
                desk.use_keystore(&password, to == Switch::On).await?;
                desk
            }
            Self::Recover { key_file, new } => {
                let desk = station::closed(common)?;
                let secret = input::text(&format!("@{key_file}"), KEY_BYTES)?;
                desk.recover(&secret, &new.code, &new.read()?).await?;
                desk
            }
        };
        let users = desk.users();
        out.line(&serde_json::json!({ "users": users }), || {
            format!("可在本机登录：{}。", users.join("、"))
        })?;
        Ok(Exit::Done)
    }
}
