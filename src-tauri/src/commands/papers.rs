use desk::Outcome;
use tauri::State;

use super::input;
use crate::shell::Shell;

#[tauri::command(async)]
pub fn paper(shell: State<'_, Shell>, case: String, kind: String) -> Outcome<String> {
    Ok(input::encoded(&shell.desk.paper(&case, &kind)?))
}

#[tauri::command(async)]
pub fn print_paper(shell: State<'_, Shell>, case: String, kind: String) -> Outcome<String> {
    shell.desk.print_paper(&case, &kind)
}

#[tauri::command(async)]
pub fn guide_paper(shell: State<'_, Shell>, code: String) -> Outcome<String> {
    Ok(input::encoded(&shell.desk.item_guide_paper(&code)?))
}

#[tauri::command(async)]
pub fn print_guide(shell: State<'_, Shell>, code: String) -> Outcome<String> {
    shell.desk.print_item_guide(&code)
}

/// A paper of what lies on the desk, to be read before it is signed.
#[tauri::command(async)]
pub fn draft_paper(shell: State<'_, Shell>, kind: String) -> Outcome<String> {
    Ok(input::encoded(&shell.desk.draft_paper(&kind)?))
}

#[tauri::command(async)]
pub fn print_draft_paper(shell: State<'_, Shell>, kind: String) -> Outcome<String> {
    shell.desk.print_draft_paper(&kind)
}
