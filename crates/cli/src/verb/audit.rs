use clap::Subcommand;
use desk::audit::Audited;

use crate::exit::Exit;
use crate::fault::Fault;
use crate::options::Common;
use crate::out::Out;
use crate::station;

/// 核验本机的动作日志。
#[derive(Debug, Subcommand)]
pub enum Audit {
    /// 逐条核验：改动、缺失、顺序、截尾、旧副本
    Verify,
}

impl Audit {
    /// One line; invalid where anything does not hold.
    pub async fn run(self, common: &Common, out: Out) -> Result<Exit, Fault> {
        let Self::Verify = self;
        let audited = station::open(common).await?.audit().await?;
        out.line(&audited, || text(&audited))?;
        Ok(if audited.ok {
            Exit::Done
        } else {
            Exit::Invalid
        })
    }
}

fn text(audited: &Audited) -> String {
    let Some(why) = audited.why else {
        return format!("核验 {} 条动作，没有问题。", audited.acts);
    };
    let what = match why {
        "deleted" => "有动作被删除",
        "reordered" => "动作的顺序被改动",
        "cut_tail" => "日志的末尾被截去",
        "older_copy" => "本机数据是一份旧副本",
        _ => "有动作被改动",
    };
    let place = audited.first_bad.as_deref().unwrap_or_default();
    format!("{what}（{place}）。请停止使用，保留整个数据文件夹并联系管理员。")
}
