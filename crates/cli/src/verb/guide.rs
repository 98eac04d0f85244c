use std::collections::BTreeMap;

use clap::Args;

use crate::exit::Exit;
use crate::fault::Fault;
use crate::options::Common;
use crate::out::Out;
use crate::station;

/// 一个事项的办事指南：不给情形时列全部情形。
#[derive(Debug, Args)]
pub struct Guide {
    /// 实施编码或短号
    #[arg(value_name = "ITEM")]
    item: String,
    /// 情形的回答，例如 --answer user=site，可给多次；applicant 是申请人类型
    #[arg(long, value_name = "QUESTION=CHOICE")]
    answer: Vec<String>,
}

impl Guide {
    /// One line: what the printed guide says.
    pub async fn run(self, common: &Common, out: Out) -> Result<Exit, Fault> {
        let desk = station::open(common).await?;
        let answers = self
            .answer
            .iter()
            .map(|answer| answer.split_once('='))
            .map(|pair| pair.map(|(question, choice)| (question.to_owned(), choice.to_owned())))
            .collect::<Option<BTreeMap<String, String>>>()
            .ok_or_else(|| Fault::usage("情形请写 问题=选项，例如 --answer user=site。"))?;
        let asked = (!answers.is_empty()).then_some(&answers);
        let guide = desk.guide_for(&self.item, asked)?;
        out.line(&guide, || {
            let names = guide.materials.iter().map(|one| one.name.as_str());
            format!(
                "{}：{}",
                guide.item_name,
                names.collect::<Vec<_>>().join("、")
            )
        })?;
        Ok(Exit::Done)
    }
}
