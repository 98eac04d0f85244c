use clap::Args;
use desk::ask::ChangedAct;
use desk::{Drained, Event};
use serde::Serialize;

use crate::exit::Exit;
use crate::fault::Fault;
use crate::options::Common;
use crate::out::Out;
use crate::station;

/// 发送未发送的内容，接收新的内容。
#[derive(Debug, Args)]
pub struct Sync {
    /// 只做一轮；不给时做到没有变化为止
    #[arg(long)]
    once: bool,
}

/// What all rounds did.
#[derive(Default, Serialize)]
struct Totals {
    sent: u64,
    durable: u64,
    unsent: u64,
    online: bool,
}

impl Sync {
    /// A line a changed row, then the totals.
    pub async fn run(self, common: &Common, out: Out) -> Result<Exit, Fault> {
        let desk = station::open(common).await?;
        let mut totals = Totals::default();
        let mut why = Event::Online;
        loop {
            let drained = desk.drain(why).await?;
            tell(&drained, &mut totals, out)?;
            let moved = !drained.rows.is_empty() || drained.pulled > 0;
            if self.once || !drained.online || !moved {
                break;
            }
            why = Event::Nudge;
        }
        totals.unsent = desk.unsent()?;
        out.line(&totals, || {
            format!(
                "发出 {}，已存入市平台 {}，还未发送 {}。",
                totals.sent, totals.durable, totals.unsent
            )
        })?;
        let connection = desk.connection();
        if connection.clock_bad {
            out.say(&format!("{}。", connection.clock));
        }
        if totals.online {
            Ok(Exit::Done)
        } else {
            out.say("连不上市平台，内容都在本机。");
            Ok(Exit::Unreachable)
        }
    }
}

fn tell(drained: &Drained, totals: &mut Totals, out: Out) -> Result<(), Fault> {
    totals.sent += drained.sent;
    totals.online = drained.online;
    for row in &drained.rows {
        let row = ChangedAct::from(row);
        if row.state == "durable" {
            totals.durable += 1;
        }
        out.line(&row, || {
            let reason = row.reason.as_deref().unwrap_or_default();
            format!("{}　{}　{reason}", row.act, row.state)
        })?;
    }
    Ok(())
}
