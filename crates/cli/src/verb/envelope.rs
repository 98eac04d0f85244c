use clap::Args;
use desk::ask;

use super::verify::{TEXT_BYTES, TRUST_BYTES, tell};
use crate::exit::Exit;
use crate::fault::Fault;
use crate::out::Out;
use crate::{clock, input};

/// 核验其他签发方的同类签名码。
#[derive(Debug, Args)]
pub struct Envelope {
    /// 码的开头，例如 HC1:
    #[arg(long, value_name = "P")]
    prefix: String,
    /// 签发方的密钥文件，视为完整且最新：[{"kid","x5c" 或 "jwk"}]
    #[arg(long, value_name = "FILE")]
    keys: String,
    /// 按这个时间判断
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    at: Option<String>,
    /// 码的内容，或 @文件
    #[arg(value_name = "TEXT", allow_hyphen_values = true)]
    text: String,
}

impl Envelope {
    /// One verdict.
    pub fn run(self, out: Out) -> Result<Exit, Fault> {
        let at = self.at.as_deref().map(ask::moment).transpose()?;
        let text = input::code(&self.text, TEXT_BYTES)?;
        let keys = input::bytes(&self.keys, TRUST_BYTES)?;
        let at = at.unwrap_or_else(clock::now);
        // A file that cannot be used is a wrong argument.
        let judged = ask::envelope(&text, &self.prefix, &keys, at)
            .map_err(|fault| Fault::usage(fault.say))?;
        tell(&judged, out)
    }
}
