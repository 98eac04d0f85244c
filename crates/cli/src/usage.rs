//! Arguments that say nothing, in Chinese.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::exit::Exit;
use crate::out::Out;

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
            format!("{argument} 不能是“{}”", named(ContextKind::InvalidValue))
        }
        ErrorKind::ArgumentConflict => format!("{argument} 与别的参数冲突"),
        _ => "参数不对".to_owned(),
    };
    Out { json: false }.say(&format!("{what}。用法见 zc --help。"));
    Exit::Usage
}
