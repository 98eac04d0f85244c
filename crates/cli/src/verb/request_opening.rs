use clap::Args;

use crate::exit::Exit;
use crate::fault::Fault;
use crate::options::Common;
use crate::out::Out;
use crate::station;

/// 申请开通：请市平台在本网点开通一个本级没有开通的事项。
#[derive(Debug, Args)]
pub struct RequestOpening {
    /// 实施编码或短号
    #[arg(value_name = "ITEM")]
    item: String,
    /// 理由，不写个人信息
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

impl RequestOpening {
    /// One line: the request; asked again, the first one.
    pub async fn run(self, common: &Common, out: Out) -> Result<Exit, Fault> {
        let desk = station::open(common).await?;
        let asked = desk.request_opening(&self.item, &self.reason)?;
        desk.journal_now()?;
        out.line(&asked, || {
            format!("已申请开通“{}”，联网后送市平台。", asked.name)
        })?;
        Ok(Exit::Done)
    }
}
