use clap::Args;
use desk::ask;

use crate::exit::Exit;
use crate::fault::Fault;
use crate::options::Common;
use crate::out::Out;
use crate::{assets, station};

/// 查找事项：名称、口语、拼音、首字母、编码。
#[derive(Debug, Args)]
pub struct Find {
    /// 说法
    #[arg(value_name = "QUERY", allow_hyphen_values = true)]
    query: String,
    /// 最多几项
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
}

impl Find {
    /// A line an item, best first. The station's catalogue where there is one, else the practice items.
    pub async fn run(self, common: &Common, out: Out) -> Result<Exit, Fault> {
        let found = match station::open_if_named(common).await? {
            Some(desk) => desk.find(&self.query, self.limit)?,
            None => ask::find(&self.query, self.limit, assets::ITEMS)?,
        };
        for item in &found {
            out.line(item, || format!("{}　{}", item.code, item.name))?;
        }
        if found.is_empty() {
            out.say("没有找到事项。请换个说法。");
            return Ok(Exit::NotFound);
        }
        Ok(Exit::Done)
    }
}
