//! Arguments that say nothing, in Chinese.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::exit::Exit;
use crate::out::Out;

/// Characters of a wrong value that are repeated: nobody reads more.
const SHOWN: usize = 20;

/// Tells what is wrong with the arguments, or the help that was asked for.
pub fn tell(error: &clap::Error) -> Exit {
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    ) {
        // Help that nobody reads is no fault.
        let _ = error.print();
        return Exit::Done;
    }
    let named = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        _ => String::new(),
    };
    let argument = named(ContextKind::InvalidArg);
    let what = match error.kind() {
        ErrorKind::UnknownArgument => format!("不认识的参数 {argument}"),
        ErrorKind::InvalidSubcommand => {
            format!("没有“{}”这个动作", named(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "没有写要做什么".to_owned()
        }
        ErrorKind::MissingRequiredArgument => format!("缺少 {argument}"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            unfit(&argument, &named(ContextKind::InvalidValue))
        }
        ErrorKind::InvalidUtf8 => {
            "参数不是 UTF-8 文字（可能是 GBK 编码），请换成 UTF-8 再试".to_owned()
        }
        ErrorKind::ArgumentConflict => format!("{argument} 与别的参数冲突"),
        _ => "参数不对".to_owned(),
    };
    Out { json: false }.say(&format!("{what}。用法见 zc --help。"));
    Exit::Usage
}

/// A value that an option cannot take. `<N>` is a whole number everywhere.
fn unfit(argument: &str, value: &str) -> String {
    if value.is_empty() {
        return format!("{argument} 后面没有写值");
    }
    let shown: String = value.chars().take(SHOWN).collect();
    let more = if shown.len() < value.len() { "…" } else { "" };
    let wanted = match argument.contains("<N>") {
        true => "，要写半角的正整数，例如 5",
        false => "",
    };
    format!("{argument} 不能是“{shown}{more}”{wanted}")
}
