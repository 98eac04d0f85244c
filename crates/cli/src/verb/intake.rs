use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::PathBuf;

use clap::Args;
use desk::intake::{Answer, IntakeLine};
use desk::{Colleague, Desk, DeskFault};

use crate::exit::Exit;
use crate::fault::Fault;
use crate::options::Common;
use crate::out::Out;
use crate::station;
use crate::verb::queue::colleague;

/// A case's data, without its files, is smaller.
const LINE_BYTES: u64 = 4 << 20;

/// 按文件逐行办件：每行一个 JSON 对象。
#[derive(Debug, Args)]
pub struct Intake {
    /// @文件；@- 读标准输入
    #[arg(value_name = "@FILE")]
    file: String,
    /// 文件是一份名单（XLSX 或 CSV，每行一人），各行存成这个事项的草稿，同属一个团组
    #[arg(long, value_name = "ITEM")]
    list: Option<String>,
    /// 名单上能收的人当场逐人收件，各有收件动作；收不了的仍是草稿
    #[arg(long, requires = "list")]
    receive: bool,
    /// 要第二人批准的步骤：批准人工号
    #[arg(long, value_name = "USER", requires = "witness_password_file")]
    witness: Option<String>,
    /// 批准人的密码文件
    #[arg(long, value_name = "FILE", requires = "witness")]
    witness_password_file: Option<PathBuf>,
    /// 同一申请人的同一事项 30 天内已有在办的，不收（这一行写了 again 理由的除外）；不给这个选项时照收并提醒
    #[arg(long)]
    refuse_duplicates: bool,
}

/// A list of people is shorter.
const LIST_BYTES: u64 = 16 << 20;

impl Intake {
    /// A line a line; one bad line stops none of the others.
    pub async fn run(self, common: &Common, out: Out) -> Result<Exit, Fault> {
        let mut lines = self.lines()?;
        let second = self.second()?;
        let desk = station::open(common).await?;
        if let Some(item) = &self.list {
            return list(&desk, (item, self.receive), &mut lines, out).await;
        }
        if self.refuse_duplicates {
            desk.refuse_doubles();
        }
        let journal = desk.clone();
        tokio::spawn(async move { journal.keep_journal().await });
        let online = desk.begin_intake().await?;
        if !online {
            out.say("连不上市平台：受理只作登记，联网后确认。");
        }
        let mut exit = Exit::Done;
        while let Some(read) = next(&mut lines)? {
            if read.as_ref().is_ok_and(|text| text.trim().is_empty()) {
                continue;
            }
            let answer = match read {
                Ok(text) => take(&desk, text.trim_end(), second.clone(), online).await,
                Err(say) => Answer::of(None, DeskFault::new("malformed", say)),
            };
            exit = exit.max(ended(&answer));
            crash::point(crash::Point::IntakeKept);
            out.line(&answer, || sentence(&answer))?;
            crash::point(crash::Point::IntakePrinted);
        }
        desk.journal_now()?;
        Ok(exit)
    }

    /// Who stands by, for the steps that want two.
    fn second(&self) -> Result<Option<Colleague>, Fault> {
        match (&self.witness, &self.witness_password_file) {
            (Some(user), Some(file)) => colleague(user.clone(), file).map(Some),
            _ => Ok(None),
        }
    }

    fn lines(&self) -> Result<Box<dyn BufRead + Send>, Fault> {
        let path = self
            .file
            .strip_prefix('@')
            .ok_or_else(|| Fault::usage("请写 @文件，例如 zc intake @lines.jsonl。"))?;
        if path == "-" {
            return Ok(Box::new(BufReader::new(io::stdin())));
        }
        let file = File::open(path)
            .map_err(|_| Fault::Said(Exit::NotFound, format!("打不开文件 {path}。")))?;
        Ok(Box::new(BufReader::new(file)))
    }
}

/// Rows become drafts, or cases at once; a line for each that cannot stand, one for each case, and one for all.
async fn list(
    desk: &Desk,
    (item, receive): (&str, bool),
    lines: &mut Box<dyn BufRead + Send>,
    out: Out,
) -> Result<Exit, Fault> {
    let mut bytes = Vec::new();
    io::Read::read_to_end(&mut io::Read::take(lines, LIST_BYTES), &mut bytes)?;
    let (roll, received) = if receive {
        desk.begin_intake().await?;
        desk.receive_roll(item, &bytes).await?
    } else {
        (desk.import_roll(item, &bytes)?, Vec::new())
    };
    desk.journal_now()?;
    for fault in &roll.faults {
        out.line(fault, || {
            format!("第 {} 行没有存：{}。", fault.line, fault.say)
        })?;
    }
    for case in &received {
        out.line(case, || match &case.refused {
            None => format!("第 {} 行：已收件 {}", case.line, case.number),
            Some(say) => format!("第 {} 行没有收件，留作草稿：{say}", case.line),
        })?;
    }
    let stays = received
        .iter()
        .filter(|case| case.refused.is_some())
        .count();
    let told = serde_json::json!({
        "item": roll.item, "group": roll.group, "taken": roll.taken, "held": roll.held,
        "refused": roll.faults.len(), "received": received.len() - stays, "unused": roll.unused,
    });
    out.line(&told, || {
        let refused = roll.faults.len();
        format!(
            "{}（团组 {}）：存草稿 {} 人，已有 {} 人，未存 {refused} 人。",
            roll.item, roll.group, roll.taken, roll.held
        )
    })?;
    Ok(match (roll.faults.is_empty(), stays) {
        (_, 1..) => Exit::Refused,
        (true, 0) => Exit::Done,
        (false, 0) => Exit::Invalid,
    })
}

/// The next line, with a byte order mark left out; one that is too long comes cut off, and is then malformed.
/// The next line, or why it is none: what cannot be read whole is never read in part.
fn next(lines: &mut Box<dyn BufRead + Send>) -> io::Result<Option<Result<String, &'static str>>> {
    let mut bytes = Vec::new();
    io::Read::take(&mut *lines, LINE_BYTES).read_until(b'\n', &mut bytes)?;
    if bytes.is_empty() {
        return Ok(None);
    }
    if bytes.len() as u64 == LINE_BYTES && bytes.last() != Some(&b'\n') {
        lines.skip_until(b'\n')?;
        return Ok(Some(Err(
            "这一行没有办理：超过 4 MiB。材料请写 file 的路径，不要写进这一行。",
        )));
    }
    Ok(Some(match String::from_utf8(bytes) {
        Ok(text) => Ok(text.trim_start_matches('\u{feff}').to_owned()),
        Err(_) => {
            Err("这一行没有办理：不是 UTF-8 文字（可能是 GBK 编码）。请另存为 UTF-8 后再交。")
        }
    }))
}

async fn take(desk: &Desk, text: &str, second: Option<Colleague>, online: bool) -> Answer {
    match IntakeLine::parse(text) {
        Ok(line) => desk.intake(&IntakeLine { second, ..line }, online).await,
        Err(fault) => Answer::of(reference(text), fault),
    }
}

/// Of a line that is otherwise wrong.
fn reference(text: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    value.get("ref")?.as_str().map(str::to_owned)
}

fn ended(answer: &Answer) -> Exit {
    match answer {
        Answer::Done(_) => Exit::Done,
        Answer::Refused { .. } => Exit::Refused,
        Answer::Failed { error, .. } => match error.as_str() {
            "malformed" | "usage" => Exit::Usage,
            "not_found" => Exit::NotFound,
            "offline" | "name_resolution" | "server_fault" | "maintenance" => Exit::Unreachable,
            _ => Exit::Failed,
        },
    }
}

fn sentence(answer: &Answer) -> String {
    match answer {
        Answer::Done(done) => {
            let beside = done
                .doubles
                .as_ref()
                .map(|other| format!("，注意：同一申请人的同一事项 {other} 还没有办结"));
            let beside = beside.unwrap_or_default();
            format!(
                "{}：已存 {}（{}）{beside}",
                done.reference, done.number, done.state
            )
        }
        Answer::Refused {
            reference,
            ground,
            say,
            ..
        } => format!("{reference}：没有办理，{say}（{ground}）"),
        Answer::Failed { reference, say, .. } => {
            format!("{}：{say}", reference.as_deref().unwrap_or("（没有 ref）"))
        }
    }
}
