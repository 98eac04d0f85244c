use clap::Args;
use desk::ask::{self, FoundItem};

use crate::exit::Exit;
use crate::fault::Fault;
use crate::options::Common;
use crate::out::Out;
use crate::{assets, station};

/// 查找事项：名称、口语、拼音、首字母、编码。
#[derive(Debug, Args)]
pub struct Find {
    /// 说法
    #[arg(
        value_name = "QUERY",
        allow_hyphen_values = true,
        required_unless_present = "here"
    )]
    query: Option<String>,
    /// 最多几项
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// 只列本网点开通的事项；不给说法时列出全部
    #[arg(long)]
    here: bool,
}

/// Answers to a query, where nobody says how many.
const USUAL: usize = 10;

impl Find {
    /// A line an item, best first. The station's catalogue where there is one, else the practice items.
    pub async fn run(self, common: &Common, out: Out) -> Result<Exit, Fault> {
        let query = self.query.unwrap_or_default();
        let listed = self.here && query.trim().is_empty();
        let most = self
            .limit
            .unwrap_or(if listed { usize::MAX } else { USUAL });
        let found = match station::open_if_named(common).await? {
            Some(desk) if self.here => desk.find_here(&query, most)?,
            Some(desk) => desk.find(&query, most)?,
            None if self.here => {
                return Err(Fault::usage("--here 要在工作站上用，请加 --data。"));
            }
            None => ask::find(&query, most, assets::ITEMS)?,
        };
        for item in &found {
            out.line(item, || text(item))?;
        }
        if found.is_empty() {
            out.say("没有找到事项。请换个说法。");
            return Ok(Exit::NotFound);
        }
        Ok(Exit::Done)
    }
}

fn text(item: &FoundItem) -> String {
    let closed = match item.here {
        Some(false) => "　本级未开通",
        _ => "",
    };
    format!("{}　{}{closed}", item.code, item.name)
}
