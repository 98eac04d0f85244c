use clap::Subcommand;
use desk::ask::QueuedAct;

use crate::exit::Exit;
use crate::fault::Fault;
use crate::options::Common;
use crate::out::Out;
use crate::station;

/// 查看发送队列。
#[derive(Debug, Subcommand)]
pub enum Queue {
    /// 全部
    List,
    /// 一个动作
    Show {
        /// 动作编号
        #[arg(value_name = "ID")]
        id: String,
    },
    /// 一个等待或搁置的动作现在就发
    Retry {
        /// 动作编号
        #[arg(value_name = "ID")]
        id: String,
    },
}

impl Queue {
    /// A line a row.
    pub async fn run(self, common: &Common, out: Out) -> Result<Exit, Fault> {
        let desk = station::open(common).await?;
        let rows = match self {
            Self::List => desk.queued()?,
            Self::Show { id } => vec![desk.queued_act(&id)?],
            Self::Retry { id } => vec![desk.retry(&id)?],
        };
        for row in &rows {
            out.line(row, || text(row))?;
        }
        Ok(Exit::Done)
    }
}

fn text(row: &QueuedAct) -> String {
    let reason = row.reason.as_deref().unwrap_or_default();
    let case = row.case.as_deref().unwrap_or("本机");
    format!("{}　{case}　{}　{}　{reason}", row.act, row.kind, row.state)
}
