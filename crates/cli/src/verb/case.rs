use clap::Args;
use desk::ask::WholeCase;

use crate::exit::Exit;
use crate::fault::Fault;
use crate::options::Common;
use crate::out::Out;
use crate::station;

/// 查看一个办件。
#[derive(Debug, Args)]
pub struct Case {
    /// 办件编号、临时编号或内部编号
    #[arg(value_name = "ID")]
    id: String,
    /// 本机已清除的内容从市平台调回：查阅事由，留审计记录
    #[arg(long, value_name = "TEXT")]
    purpose: Option<String>,
    /// 把这种文书的 PDF 写到标准输出，例如 receipt、one_time_notice、denial
    #[arg(long, value_name = "PAPER")]
    paper: Option<String>,
}

impl Case {
    /// The folded case and its acts.
    pub async fn run(self, common: &Common, out: Out) -> Result<Exit, Fault> {
        let desk = station::open(common).await?;
        if let Some(purpose) = &self.purpose {
            desk.case_fetch(&self.id, purpose).await?;
        }
        if let Some(paper) = &self.paper {
            let pdf = desk.paper(&self.id, paper)?;
            out.bytes(&pdf)?;
            return Ok(Exit::Done);
        }
        let whole = desk.whole_case(&self.id)?;
        out.line(&whole, || text(&whole))?;
        Ok(Exit::Done)
    }
}

fn text(whole: &WholeCase) -> String {
    let case = &whole.case;
    let mut lines = vec![format!(
        "{}　{}　{}",
        case.shown_number(),
        case.item_name,
        case.stage.text()
    )];
    lines.extend(whole.expected.map(|say| format!("  {say}")));
    for act in &whole.acts {
        lines.push(format!("  {}　{}　{}", act.kind, act.actor, act.state));
    }
    lines.join("\n")
}
