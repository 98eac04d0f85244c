use desk::Outcome;
use desk::view::{EnquiriesView, EnquiryInput, EnquiryMove};
use tauri::State;

use crate::shell::Shell;

#[tauri::command(async)]
pub fn enquiries(shell: State<'_, Shell>) -> Outcome<EnquiriesView> {
    shell.desk.enquiries()
}

#[tauri::command(async)]
pub fn enquire(shell: State<'_, Shell>, input: EnquiryInput) -> Outcome<EnquiriesView> {
    shell.desk.enquire(&input)?;
    shell.desk.enquiries()
}

#[tauri::command(async)]
pub fn enquiry_move(
    shell: State<'_, Shell>,
    id: String,
    done: EnquiryMove,
) -> Outcome<EnquiriesView> {
    shell.desk.enquiry_move(&id, &done)?;
    shell.desk.enquiries()
}
