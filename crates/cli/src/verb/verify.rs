use clap::Args;
use desk::ask::{self, Judged, Trusting};
use serde::Serialize;

use crate::exit::Exit;
use crate::fault::Fault;
use crate::options::Common;
use crate::out::Out;
use crate::{clock, input, station};

/// No code of any profile is longer; a trust list of a city is smaller than its measure, too.
pub(super) const TEXT_BYTES: u64 = 1 << 20;
pub(super) const TRUST_BYTES: u64 = 16 << 20;

/// 核验签名凭证码。
#[derive(Debug, Args)]
pub struct Verify {
    /// 信任文件，视为完整且最新；不给时用本机登记的信任列表（要 --data）
    #[arg(long, value_name = "FILE")]
    trust: Option<String>,
    /// 按这个时间判断
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    at: Option<String>,
    /// 码的内容，或 @文件
    #[arg(value_name = "TEXT", allow_hyphen_values = true)]
    text: String,
}

impl Verify {
    /// One verdict.
    pub async fn run(self, common: &Common, out: Out) -> Result<Exit, Fault> {
        let at = self.at.as_deref().map(ask::moment).transpose()?;
        let text = input::code(&self.text, TEXT_BYTES)?;
        let judged = self.judge(&text, at, common).await?;
        tell(&judged, out)
    }

    async fn judge(&self, text: &str, at: Option<i64>, common: &Common) -> Result<Judged, Fault> {
        let now = clock::now();
        if let Some(path) = &self.trust {
            let file = input::bytes(path, TRUST_BYTES)?;
            return ask::verify(text, &Trusting::File(&file), at, now).map_err(|fault| {
                // A file that cannot be used is a wrong argument.
                Fault::usage(fault.say)
            });
        }
        Ok(match station::open_if_named(common).await? {
            Some(desk) => ask::verify(text, &Trusting::Station(&desk), at, now)?,
            None => ask::verify(text, &Trusting::Nobody, at, now)?,
        })
    }
}

/// A verdict, and the exit it is.
pub(super) fn tell<C: Clone + Serialize>(judged: &Judged<C>, out: Out) -> Result<Exit, Fault> {
    out.line(judged, || sentence(judged))?;
    Ok(match judged.verdict {
        "valid" => Exit::Done,
        "invalid" => Exit::Invalid,
        _ => Exit::CannotTell,
    })
}

fn sentence<C: Clone>(judged: &Judged<C>) -> String {
    let verdict = match judged.verdict {
        "valid" => "有效",
        "invalid" => "无效",
        _ => "无法判定",
    };
    format!("{verdict}：{}", judged.say())
}
