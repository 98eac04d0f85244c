use clap::{Args, ValueEnum};
use desk::ask::{self, Checked, Fit};

use crate::clock;
use crate::exit::Exit;
use crate::fault::Fault;
use crate::out::Out;

/// 核对证件号码的校验位。
#[derive(Debug, Args)]
pub struct Check {
    /// 号码种类
    #[arg(value_enum, value_name = "KIND")]
    number: Number,
    /// 号码
    #[arg(required = true, value_name = "VALUE", allow_hyphen_values = true)]
    values: Vec<String>,
}

/// The kinds, as they are written.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Number {
    /// 公民身份号码
    ResidentId,
    /// 统一社会信用代码
    Uscc,
    /// 电子证照标识
    LicenceId,
}

impl Check {
    /// A line a value.
    pub fn run(self, out: Out) -> Result<Exit, Fault> {
        let number = match self.number {
            Number::ResidentId => ask::Number::ResidentId,
            Number::Uscc => ask::Number::Uscc,
            Number::LicenceId => ask::Number::LicenceId,
        };
        let mut exit = Exit::Done;
        for value in &self.values {
            let checked = ask::check(number, value, clock::now());
            if checked.result == Fit::Bad {
                exit = exit.max(Exit::Invalid);
            }
            out.line(&checked, || text(&checked))?;
        }
        Ok(exit)
    }
}

fn text(checked: &Checked) -> String {
    match checked.result {
        Fit::Ok => "标准".to_owned(),
        Fit::Variant => format!("变体：{}", checked.reason),
        Fit::Bad => format!("不符：{}", checked.reason),
    }
}
