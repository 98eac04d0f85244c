use desk::view::{
    CaseRowView, CaseStep, CaseView, CasesQuery, DeskView, InspectInput, PageStep, TraceView,
};
use desk::{Colleague, Outcome};
use serde_json::Value;
use tauri::ipc::Response;
use tauri::{AppHandle, State};

use super::capture::apart;
use super::input;
use crate::clipboard;
use crate::counter::Counter;
use crate::handed::Handed;
use crate::shell::Shell;

#[tauri::command(async)]
pub fn cases(shell: State<'_, Shell>, query: CasesQuery) -> Outcome<Vec<CaseRowView>> {
    shell.desk.cases(&query)
}

#[tauri::command(async)]
pub fn case(shell: State<'_, Shell>, id: String) -> Outcome<CaseView> {
    shell.desk.case(&id)
}

#[tauri::command(async)]
pub fn case_attach(
    shell: State<'_, Shell>,
    id: String,
    code: String,
    name: String,
    media: String,
    data: String,
) -> Outcome<CaseView> {
    shell
        .desk
        .case_attach(&id, &code, &name, &media, &input::file(&data)?)
}

/// The camera is waited for and pictures are worked on: not where the window's other commands run.
#[tauri::command]
pub async fn case_page(
    shell: State<'_, Shell>,
    counter: State<'_, Counter>,
    id: String,
    code: String,
    step: PageStep,
) -> Outcome<CaseView> {
    let taken = step == PageStep::Take;
    let view = apart(&shell, move |desk| desk.case_page(&id, &code, &step)).await??;
    if taken {
        counter.camera_used();
    }
    Ok(view)
}

/// A JPEG.
#[tauri::command]
pub async fn case_page_picture(
    shell: State<'_, Shell>,
    id: String,
    code: String,
    page: String,
    original: bool,
    longest: u32,
) -> Outcome<Response> {
    let read =
        move |desk: &desk::Desk| desk.case_page_picture(&id, &code, &page, original, longest);
    Ok(Response::new(apart(&shell, read).await??))
}

#[tauri::command(async)]
pub fn case_attach_handed(
    shell: State<'_, Shell>,
    handed: State<'_, Handed>,
    id: String,
    code: String,
) -> Outcome<CaseView> {
    let file = handed.take()?;
    let media = input::media(&file.content);
    shell
        .desk
        .case_attach(&id, &code, &file.name, media, &file.content)
}

#[tauri::command(async)]
pub fn case_paper_line(
    shell: State<'_, Shell>,
    id: String,
    code: String,
    seen: bool,
) -> Outcome<CaseView> {
    shell.desk.case_paper_line(&id, &code, seen)
}

#[tauri::command(async)]
pub fn case_answer_point(
    shell: State<'_, Shell>,
    id: String,
    code: String,
    text: Option<String>,
    answer: String,
) -> Outcome<CaseView> {
    shell
        .desk
        .case_answer_point(&id, &code, text.as_deref(), &answer)
}

#[tauri::command(async)]
pub fn case_supplement(
    shell: State<'_, Shell>,
    id: String,
    codes: Vec<String>,
) -> Outcome<CaseView> {
    shell.desk.case_supplement(&id, &codes)
}

#[tauri::command(async)]
pub fn case_decide(
    shell: State<'_, Shell>,
    id: String,
    outcome: String,
    reason: String,
) -> Outcome<CaseView> {
    shell.desk.case_decide(&id, &outcome, &reason)
}

#[tauri::command(async)]
pub fn case_accept(shell: State<'_, Shell>, id: String) -> Outcome<CaseView> {
    shell.desk.case_accept(&id)
}

#[tauri::command(async)]
pub fn case_refuse(shell: State<'_, Shell>, id: String, words: Value) -> Outcome<CaseView> {
    shell.desk.case_refuse(&id, &input::words(&words)?)
}

#[tauri::command(async)]
pub fn case_withdraw(shell: State<'_, Shell>, id: String, reason: String) -> Outcome<CaseView> {
    shell.desk.case_withdraw(&id, &reason)
}

/// A step on the way to the decision; with a second person's password where the rules want two.
#[tauri::command]
pub async fn case_step(
    shell: State<'_, Shell>,
    id: String,
    step: CaseStep,
    user: Option<String>,
    password: String,
) -> Outcome<CaseView> {
    let second = user.map(|user| Colleague { user, password });
    shell.desk.case_step(&id, &step, second).await
}

#[tauri::command(async)]
pub fn case_settle(
    shell: State<'_, Shell>,
    id: String,
    act: String,
    in_time: bool,
    reason: String,
) -> Outcome<CaseView> {
    shell.desk.case_settle(&id, &act, in_time, &reason)
}

#[tauri::command(async)]
pub fn case_deliver(shell: State<'_, Shell>, id: String, how: String) -> Outcome<CaseView> {
    shell.desk.case_deliver(&id, &how)
}

#[tauri::command(async)]
pub fn case_link(
    shell: State<'_, Shell>,
    id: String,
    number: String,
    state: String,
) -> Outcome<CaseView> {
    shell.desk.case_link(&id, &number, &state)
}

#[tauri::command]
pub async fn case_inspect(
    shell: State<'_, Shell>,
    id: String,
    said: InspectInput,
) -> Outcome<CaseView> {
    shell.desk.case_inspect(&id, &said).await
}

#[tauri::command(async)]
pub fn case_explain(
    shell: State<'_, Shell>,
    id: String,
    alarm: String,
    reason: String,
) -> Outcome<CaseView> {
    shell.desk.case_explain(&id, &alarm, &reason)
}

/// A value of the case for another program: it lies on the clipboard for a while, and the copying is recorded. Answers
/// the value where the page has to put it there itself.
#[tauri::command(async)]
pub fn case_copy(
    app: AppHandle,
    shell: State<'_, Shell>,
    id: String,
    key: String,
) -> Outcome<Option<String>> {
    let value = shell.desk.case_value(&id, &key)?;
    Ok(clipboard::put(&app, value))
}

#[tauri::command(async)]
pub fn case_trace(shell: State<'_, Shell>, id: String) -> Outcome<TraceView> {
    shell.desk.case_trace(&id)
}

/// What was erased here, from the backend, for a purpose.
#[tauri::command]
pub async fn case_fetch(shell: State<'_, Shell>, id: String, purpose: String) -> Outcome<CaseView> {
    shell.desk.case_fetch(&id, &purpose).await
}

/// 照此开下一家.
#[tauri::command]
pub async fn open_store(shell: State<'_, Shell>, id: String) -> Outcome<DeskView> {
    shell.desk.open_store(&id).await
}
