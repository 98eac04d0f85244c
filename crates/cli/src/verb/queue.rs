use std::path::PathBuf;

use clap::Subcommand;
use desk::ask::QueuedAct;
use desk::bundle::{Delivered, ExportChoice, Exported};
use desk::{Colleague, Desk};

use crate::exit::Exit;
use crate::fault::Fault;
use crate::input;
use crate::options::Common;
use crate::out::Out;
use crate::station;

/// A case's data, without its files, is smaller.
const MEND_BYTES: u64 = 4 << 20;

/// 查看发送队列，导出、导入离线包。
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
    /// 更正一个被退回、存疑或搁置的动作：改内容，或原样用现在的岗位重新签名，或由同事签名
    Mend {
        /// 动作编号
        #[arg(value_name = "ID")]
        id: String,
        /// 要改的内容：@文件或一个 JSON 对象（form、situation、applicant、agent、materials、gaps……）
        #[arg(long, value_name = "TEXT or @FILE", conflicts_with = "by")]
        with: Option<String>,
        /// 由这位同事签名（工号）
        #[arg(long, value_name = "NAME", requires = "by_password_file")]
        by: Option<String>,
        /// 存放同事密码的文件
        #[arg(long, value_name = "F")]
        by_password_file: Option<PathBuf>,
    },
    /// 作废一个搁置的动作：两个人，写明原因，留下审计记录
    Discard {
        /// 动作编号
        #[arg(value_name = "ID")]
        id: String,
        /// 另一位工作人员的工号
        #[arg(long, value_name = "NAME")]
        witness: String,
        /// 存放他的密码的文件
        #[arg(long, value_name = "F")]
        witness_password_file: PathBuf,
        /// 原因：duplicate 重复录入、wrong_entry 录错、given_up 不再办理、settled 已核对、other 其他
        #[arg(long, value_name = "REASON")]
        reason: String,
        /// 说明，不写个人信息
        #[arg(long, value_name = "TEXT", default_value = "")]
        note: String,
    },
    /// 把未发送的内容连同附件和草稿导出成离线包；队列不变
    Export {
        /// 离线包文件，不能已经存在
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// 只导出这个办件
        #[arg(long, value_name = "ID")]
        case: Option<String>,
        /// 另给一个打印口令，凭口令也能导入
        #[arg(long)]
        code: bool,
    },
    /// 导入离线包，由本机代发
    Import {
        /// 离线包文件
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// 打印口令
        #[arg(long, value_name = "CODE", conflicts_with = "direct")]
        code: Option<String>,
        /// 不存本机，直接交给市平台
        #[arg(long)]
        direct: bool,
    },
}

impl Queue {
    /// A line a row; a line a bundle.
    pub async fn run(self, common: &Common, out: Out) -> Result<Exit, Fault> {
        let desk = station::open(common).await?;
        let rows = match self {
            Self::List => desk.queued()?,
            Self::Show { id } => vec![desk.queued_act(&id)?],
            Self::Retry { id } => vec![desk.retry(&id)?],
            Self::Mend {
                id,
                with,
                by,
                by_password_file,
            } => {
                let by = match (by, by_password_file) {
                    (Some(user), Some(file)) => Some(colleague(user, &file)?),
                    _ => None,
                };
                match with {
                    Some(text) => {
                        desk.mend_with(&id, &input::text(&text, MEND_BYTES)?)
                            .await?
                    }
                    None => drop(desk.mend(&id, by).await?),
                }
                let ended = desk.queued_act(&id)?;
                let by = ended.ended_by.clone().unwrap_or_default();
                vec![ended, desk.queued_act(&by)?]
            }
            Self::Discard {
                id,
                witness,
                witness_password_file,
                reason,
                note,
            } => {
                let witness = colleague(witness, &witness_password_file)?;
                desk.discard(&id, witness, &reason, &note).await?;
                vec![desk.queued_act(&id)?]
            }
            Self::Export { file, case, code } => {
                return export(&desk, &file, case, code, out).await;
            }
            Self::Import { file, code, direct } => {
                if direct {
                    let done = desk.deliver(&file).await?;
                    out.line(&done, || delivered(&done))?;
                } else {
                    let done = desk.import(&file, code.as_deref()).await?;
                    out.line(&done, || done.view().say)?;
                }
                return Ok(Exit::Done);
            }
        };
        for row in &rows {
            out.line(row, || text(row))?;
        }
        Ok(Exit::Done)
    }
}

/// A second person, by their password in a file.
pub(crate) fn colleague(user: String, file: &std::path::Path) -> Result<Colleague, Fault> {
    let password = station::password_in(&file.display().to_string())?;
    Ok(Colleague { user, password })
}

async fn export(
    desk: &Desk,
    file: &std::path::Path,
    case: Option<String>,
    code: bool,
    out: Out,
) -> Result<Exit, Fault> {
    let choice = ExportChoice::of(case.as_deref())?;
    let done = desk.export(file, choice, code).await?;
    out.line(&done, || exported(&done))?;
    Ok(Exit::Done)
}

fn exported(done: &Exported) -> String {
    let view = done.view();
    let code = view
        .code
        .map(|code| format!("打印口令：{code}（只显示这一次，与离线包分开携带）"));
    format!("{}{}", view.say, code.unwrap_or_default())
}

fn delivered(done: &Delivered) -> String {
    format!(
        "市平台已接收：存好 {} 个，之前已存 {} 个，待人工核对 {} 个，未接受 {} 个；附件 {} 个。离线包里另有草稿 {} 份，须由工作站导入。",
        done.durable, done.duplicate, done.contested, done.refused, done.files, done.drafts
    )
}

fn text(row: &QueuedAct) -> String {
    let reason = row.reason.as_deref().unwrap_or_default();
    let case = row.case.as_deref().unwrap_or("本机");
    format!("{}　{case}　{}　{}　{reason}", row.act, row.kind, row.state)
}
