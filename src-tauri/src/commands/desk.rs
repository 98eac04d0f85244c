use desk::Outcome;
use desk::view::{DeskView, DraftRowView, GuideView, RepresentativeInput, RollView, SearchHit};
use serde_json::Value;
use tauri::State;

use super::input;
use crate::handed::Handed;
use crate::shell::Shell;

/// Rows of a list that a clerk looks through; what is beyond is found by its name.
const LISTED: usize = 300;

#[tauri::command(async)]
pub fn desk(shell: State<'_, Shell>) -> Outcome<DeskView> {
    shell.desk.show()
}

#[tauri::command(async)]
pub fn next_citizen(shell: State<'_, Shell>) -> Outcome<DeskView> {
    shell.desk.next()?;
    shell.desk.show()
}

#[tauri::command(async)]
pub fn next_member(shell: State<'_, Shell>) -> Outcome<DeskView> {
    shell.desk.next_member()
}

#[tauri::command(async)]
pub fn discard_draft(shell: State<'_, Shell>) -> Outcome<DeskView> {
    shell.desk.discard_draft()?;
    shell.desk.show()
}

#[tauri::command(async)]
pub fn drafts(shell: State<'_, Shell>) -> Outcome<Vec<DraftRowView>> {
    shell.desk.drafts()
}

#[tauri::command(async)]
pub fn import_roll(shell: State<'_, Shell>, item: String, data: String) -> Outcome<RollView> {
    shell.desk.import_roll(&item, &input::file(&data)?)
}

#[tauri::command(async)]
pub fn open_draft(shell: State<'_, Shell>, id: String) -> Outcome<DeskView> {
    shell.desk.open_draft(&id)?;
    shell.desk.show()
}

#[tauri::command(async)]
pub fn search(shell: State<'_, Shell>, query: String) -> Outcome<Vec<SearchHit>> {
    shell.desk.search(&query)
}

/// What is handled where the post in use stands.
#[tauri::command(async)]
pub fn items_here(shell: State<'_, Shell>) -> Outcome<Vec<SearchHit>> {
    shell.desk.items_here(LISTED)
}

#[tauri::command(async)]
pub fn request_opening(shell: State<'_, Shell>, code: String, reason: String) -> Outcome<DeskView> {
    shell.desk.open_here(&code, &reason)
}

#[tauri::command]
pub async fn choose_item(shell: State<'_, Shell>, code: String) -> Outcome<DeskView> {
    shell.desk.choose_item(&code).await
}

#[tauri::command(async)]
pub fn item_guide(shell: State<'_, Shell>, code: String) -> Outcome<GuideView> {
    shell.desk.item_guide(&code)
}

#[tauri::command(async)]
pub fn answer(shell: State<'_, Shell>, question: String, choice: String) -> Outcome<DeskView> {
    shell.desk.answer(&question, &choice)
}

#[tauri::command]
pub async fn set_kind(shell: State<'_, Shell>, kind: String) -> Outcome<DeskView> {
    shell.desk.set_kind(&kind).await
}

#[tauri::command]
pub async fn set_person(
    shell: State<'_, Shell>,
    name: String,
    id_kind: String,
    id: String,
    phone: String,
) -> Outcome<DeskView> {
    shell.desk.set_person(&name, &id_kind, &id, &phone).await
}

#[tauri::command(async)]
pub fn set_representative(
    shell: State<'_, Shell>,
    input: Option<RepresentativeInput>,
) -> Outcome<DeskView> {
    shell.desk.set_representative(input)
}

#[tauri::command(async)]
pub fn set_field(shell: State<'_, Shell>, key: String, value: String) -> Outcome<DeskView> {
    shell.desk.set_field(&key, &value)
}

#[tauri::command(async)]
pub fn choose_source(shell: State<'_, Shell>, key: String, source: String) -> Outcome<DeskView> {
    shell.desk.choose_source(&key, &source)
}

#[tauri::command(async)]
pub fn restore_field(shell: State<'_, Shell>, key: String) -> Outcome<DeskView> {
    shell.desk.restore_field(&key)
}

#[tauri::command]
pub async fn licence_again(shell: State<'_, Shell>, code: String) -> Outcome<DeskView> {
    shell.desk.licence_again(&code).await
}

#[tauri::command(async)]
pub fn material(shell: State<'_, Shell>, code: String, action: String) -> Outcome<DeskView> {
    shell.desk.material(&code, &action)
}

#[tauri::command(async)]
pub fn answer_point(
    shell: State<'_, Shell>,
    code: String,
    text: String,
    answer: String,
) -> Outcome<DeskView> {
    shell.desk.answer_point(&code, &text, &answer)
}

#[tauri::command(async)]
pub fn attach(
    shell: State<'_, Shell>,
    code: String,
    name: String,
    media: String,
    data: String,
) -> Outcome<DeskView> {
    shell
        .desk
        .attach(&code, &name, &media, &input::file(&data)?)
}

#[tauri::command(async)]
pub fn attach_handed(
    shell: State<'_, Shell>,
    handed: State<'_, Handed>,
    code: String,
) -> Outcome<DeskView> {
    let file = handed.take()?;
    let media = input::media(&file.content);
    shell.desk.attach(&code, &file.name, media, &file.content)
}

#[tauri::command(async)]
pub fn sign(shell: State<'_, Shell>, how: String, png: String, strokes: u32) -> Outcome<DeskView> {
    shell.desk.sign(&how, &input::file(&png)?, strokes)
}

#[tauri::command(async)]
pub fn unsign(shell: State<'_, Shell>) -> Outcome<DeskView> {
    shell.desk.unsign()
}

#[tauri::command(async)]
pub fn take_again(shell: State<'_, Shell>, reason: String) -> Outcome<DeskView> {
    shell.desk.take_again(&reason)
}

#[tauri::command]
pub async fn same_as_last(shell: State<'_, Shell>) -> Outcome<DeskView> {
    shell.desk.same_as_last().await
}

#[tauri::command]
pub async fn repeat_case(shell: State<'_, Shell>, id: String) -> Outcome<DeskView> {
    shell.desk.repeat_case(&id).await
}

#[tauri::command(async)]
pub fn unmask(shell: State<'_, Shell>, key: String) -> Outcome<DeskView> {
    shell.desk.unmask(&key)
}

#[tauri::command(async)]
pub fn remask(shell: State<'_, Shell>) -> Outcome<DeskView> {
    shell.desk.remask()
}

#[tauri::command]
pub async fn decide(shell: State<'_, Shell>, action: String, words: Value) -> Outcome<DeskView> {
    shell.desk.decide(&action, &input::words(&words)?).await
}
