use clap::Args;
use desk::doctor::Check;

use crate::exit::Exit;
use crate::fault::Fault;
use crate::options::Common;
use crate::out::Out;
use crate::station;

/// 检查本机：数据、时钟、磁盘、市平台、字体、打印。
#[derive(Debug, Args)]
pub struct Doctor {}

impl Doctor {
    /// A line a check. What is inside the database is looked at where the folder is a station.
    pub async fn run(self, common: &Common, out: Out) -> Result<Exit, Fault> {
        let closed = station::closed(common)?;
        let desk = if closed.is_enrolled() {
            station::open(common).await.unwrap_or_else(|fault| {
                out.say(&fault.say());
                closed
            })
        } else {
            closed
        };
        let mut exit = Exit::Done;
        for check in desk.doctor().await {
            exit = exit.max(match check.ok {
                Some(true) => Exit::Done,
                Some(false) => Exit::Failed,
                // Something that is not there to be checked, such as a backend nobody named.
                None => Exit::Done,
            });
            out.line(&check, || text(&check))?;
        }
        Ok(exit)
    }
}

fn text(check: &Check) -> String {
    let sign = match check.ok {
        Some(true) => "✓",
        Some(false) => "✕",
        None => "?",
    };
    format!("{sign} {}　{}", check.name, check.say)
}
