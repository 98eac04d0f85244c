use clap::{Args, ValueEnum};
use desk::ask::ListedCase;
use desk::view::CasesQuery;

use crate::exit::Exit;
use crate::fault::Fault;
use crate::options::Common;
use crate::out::Out;
use crate::station;

/// 列出办件：绿色通道在前，再按期限先后，可只看黄牌、红牌。
#[derive(Debug, Args)]
pub struct Cases {
    /// 姓名、拼音首字母、编号或证件号后几位
    #[arg(value_name = "TEXT", default_value = "")]
    text: String,
    /// 只列哪些
    #[arg(long, value_enum, value_name = "WHICH", default_value = "open")]
    filter: Which,
    /// 最多几件
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: u32,
}

/// Which cases.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Which {
    /// 全部
    All,
    /// 在办
    Open,
    /// 今日到期
    DueToday,
    /// 黄牌
    Yellow,
    /// 红牌
    Red,
    /// 等待申请人
    Waiting,
}

impl Which {
    fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Open => "open",
            Self::DueToday => "due_today",
            Self::Yellow => "yellow",
            Self::Red => "red",
            Self::Waiting => "waiting",
        }
    }
}

impl Cases {
    /// A line a case, 绿色通道 before the others, then the soonest end first.
    pub async fn run(self, common: &Common, out: Out) -> Result<Exit, Fault> {
        let desk = station::open(common).await?;
        let found = desk.listed_cases(&CasesQuery {
            text: self.text,
            filter: self.filter.word().to_owned(),
            sort: "due".to_owned(),
            limit: self.limit,
            after: None,
        })?;
        for case in &found {
            out.line(case, || text(case))?;
        }
        if found.is_empty() {
            out.say("没有符合的办件。");
            return Ok(Exit::NotFound);
        }
        Ok(Exit::Done)
    }
}

fn text(case: &ListedCase) -> String {
    let card = match case.card {
        Some("red") => "红牌",
        Some("yellow") => "黄牌",
        Some(_) => "绿牌",
        None => "—",
    };
    let by = case.by.as_deref().unwrap_or("—");
    let lane = case.lane.map_or("", |_| "绿色通道　");
    format!("{lane}{card}　{by}　{}　{}", case.number, case.item)
}
