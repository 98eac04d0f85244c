use clap::{Args, Subcommand};
use desk::Remains;

use crate::exit::Exit;
use crate::fault::Fault;
use crate::options::Common;
use crate::out::Out;
use crate::station;

/// 工作站：还剩什么、清除、退役。
#[derive(Debug, Subcommand)]
pub enum Station {
    /// 文件夹里还有什么
    Status,
    /// 清除本机数据；没有发出的内容还在时不清除
    Clear(Confirmed),
    /// 清除前告知市平台这台终端退役
    Retire(Confirmed),
}

#[derive(Debug, Args)]
pub struct Confirmed {
    /// 终端编号的后六位，见 zc station status
    #[arg(long, value_name = "ID")]
    confirm: String,
}

impl Station {
    /// What remains; or the end of it.
    pub async fn run(self, common: &Common, out: Out) -> Result<Exit, Fault> {
        if !station::closed(common)?.is_enrolled() {
            let say = "这个文件夹不是工作站。";
            return Err(Fault::Said(Exit::NotFound, say.to_owned()));
        }
        let desk = station::open(common).await?;
        let remains = desk.remains()?;
        match self {
            Self::Status => {
                out.line(&remains, || status(&remains))?;
                return Ok(Exit::Done);
            }
            Self::Clear(confirmed) => desk.clear(&confirmed.confirm).await?,
            Self::Retire(confirmed) => desk.retire(&confirmed.confirm).await?,
        }
        let line = serde_json::json!({ "station": remains.station, "cleared": true });
        out.line(&line, || format!("终端 {} 的数据已清除。", remains.station))?;
        Ok(Exit::Done)
    }
}

fn status(remains: &Remains) -> String {
    format!(
        "城市 {}　终端 {}　没有发出 {}　草稿 {}　清除时输入 {}",
        remains.realm, remains.station, remains.unsent, remains.drafts, remains.confirm
    )
}
