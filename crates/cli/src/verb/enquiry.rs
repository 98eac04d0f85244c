use clap::{Args, Subcommand};
use desk::ask::ToldEnquiry;
use desk::view::{EnquiryInput, EnquiryMove};

use crate::exit::Exit;
use crate::fault::Fault;
use crate::options::Common;
use crate::out::Out;
use crate::station;

/// 问询：登记、转办、接办、退回、答复；对方接办之前由首问人负责。
#[derive(Debug, Subcommand)]
pub enum Enquiry {
    /// 登记一件不属于本窗口的问询；给出 --to 就同时转办
    Ask(Ask),
    /// 列出待办的问询
    List {
        /// 连已答复的一起列出
        #[arg(long)]
        all: bool,
    },
    /// 转办给另一位工作人员
    HandOn {
        /// 问询编号
        #[arg(value_name = "ID")]
        id: String,
        /// 对方工号
        #[arg(long, value_name = "NAME")]
        to: String,
        /// 为什么是对方的事
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// 接办
    TakeOn {
        /// 问询编号
        #[arg(value_name = "ID")]
        id: String,
    },
    /// 退回
    HandBack {
        /// 问询编号
        #[arg(value_name = "ID")]
        id: String,
        /// 为什么退回
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// 答复群众，办结
    Answer {
        /// 问询编号
        #[arg(value_name = "ID")]
        id: String,
        /// 答复的内容
        #[arg(long, value_name = "TEXT")]
        say: String,
    },
}

/// A new one.
#[derive(Debug, Args)]
pub struct Ask {
    /// 群众问的是什么事
    #[arg(value_name = "TEXT")]
    about: String,
    /// 有关的事项：实施编码或简码
    #[arg(long, value_name = "CODE", default_value = "")]
    item: String,
    /// 群众愿意留的电话
    #[arg(long, value_name = "NUMBER", default_value = "")]
    phone: String,
    /// 同时转办给谁（工号）
    #[arg(long, value_name = "NAME", default_value = "")]
    to: String,
    /// 为什么是对方的事
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
}

impl Enquiry {
    /// The enquiry as it stands then; a line each where they are listed.
    pub async fn run(self, common: &Common, out: Out) -> Result<Exit, Fault> {
        let desk = station::open(common).await?;
        let (id, done) = match self {
            Self::List { all } => {
                let told = desk.told_enquiries(all)?;
                for one in &told {
                    out.line(one, || text(one))?;
                }
                return Ok(if told.is_empty() {
                    Exit::NotFound
                } else {
                    Exit::Done
                });
            }
            Self::Ask(ask) => {
                let id = desk.enquire(&EnquiryInput {
                    about: ask.about,
                    item: ask.item,
                    phone: ask.phone,
                    to: ask.to,
                    reason: ask.reason,
                })?;
                (id.to_string(), None)
            }
            Self::HandOn { id, to, reason } => (id, Some(EnquiryMove::HandOn { to, reason })),
            Self::TakeOn { id } => (id, Some(EnquiryMove::TakeOn)),
            Self::HandBack { id, reason } => (id, Some(EnquiryMove::HandBack { reason })),
            Self::Answer { id, say } => (id, Some(EnquiryMove::Answer { say })),
        };
        if let Some(done) = done {
            desk.enquiry_move(&id, &done)?;
        }
        let told = desk.told_enquiries(true)?;
        let found = told.iter().find(|one| one.id == id || one.number == id);
        if let Some(one) = found {
            out.line(one, || text(one))?;
        }
        Ok(Exit::Done)
    }
}

fn text(one: &ToldEnquiry) -> String {
    let enquiry = &one.enquiry;
    let state = match (&enquiry.answer, &enquiry.offered) {
        (Some(_), _) => "已答复".to_owned(),
        (None, Some(offer)) => format!("已转 {}，未接办", offer.to),
        (None, None) => "待答复".to_owned(),
    };
    let late = if one.late { "　已超时" } else { "" };
    format!(
        "{}　{state}{late}　首问 {}　负责 {}　{}",
        one.number, enquiry.first, enquiry.holder, enquiry.about
    )
}
