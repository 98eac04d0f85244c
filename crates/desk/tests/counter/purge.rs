use desk::view::{EnquiryInput, EnquiryMove};
use sync::Event;

use crate::city::{City, NAME, query};

const DAY_MS: i64 = 86_400_000;

#[tokio::test(flavor = "multi_thread")]
async fn an_ended_case_is_erased_after_the_citys_period_and_an_open_one_is_not() {
    let city = City::open().await;
    let open = city.tolerated().await;
    let ended = city.tolerated().await;
    city.send().await;
    city.desk.case_withdraw(&ended.row.id, "不办了").unwrap();
    city.send().await;

    city.later(29 * DAY_MS);
    city.desk.drain(Event::Nudge).await.unwrap();
    assert!(city.desk.case(&ended.row.id).is_ok(), "within the period");

    city.later(2 * DAY_MS);
    city.desk.drain(Event::Nudge).await.unwrap();
    let erased = city.desk.case(&ended.row.id).unwrap_err();
    assert_eq!(erased.code, "erased");
    assert!(city.desk.case(&open.row.id).is_ok(), "it has not ended");
    let rows = city.desk.cases(&query("all")).unwrap();
    let stub = rows.iter().find(|row| row.id == ended.row.id).unwrap();
    let shown = format!("{stub:?}");
    assert!(!shown.contains(NAME), "{shown}");
    city.send().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_case_comes_back_for_a_purpose_that_is_audited_and_goes_again() {
    let mut city = City::open().await;
    let ended = city.tolerated().await;
    let id = ended.row.id.clone();
    city.desk.case_withdraw(&id, "不办了").unwrap();
    city.send().await;
    let not_yet = city.desk.case_fetch(&id, "复核").await.unwrap_err();
    assert_eq!(not_yet.code, "not_erased");
    city.later(31 * DAY_MS);
    city.send().await;
    assert_eq!(city.desk.case(&id).unwrap_err().code, "erased");

    let silent = city.desk.case_fetch(&id, " ").await.unwrap_err();
    assert_eq!(silent.code, "purpose_needed");
    let named = city.desk.case_fetch(&id, "查 13800000000").await;
    assert_eq!(named.unwrap_err().code, "note_number");
    assert_eq!(city.desk.case(&id).unwrap_err().code, "erased");
    let shown = city.desk.case_fetch(&id, "当事人申请复核").await.unwrap();
    assert_eq!(shown.row.stage.text, "已撤回");
    assert!(
        shown
            .form
            .iter()
            .any(|(_, value, _)| value.contains("枫林路"))
    );
    city.send().await;
    let events = city.desk.queued().unwrap();
    assert!(
        events.iter().all(|row| row.state == "durable"),
        "the asking, too"
    );
    let url = format!("{}/practice/audit", city.url());
    let audit = reqwest::get(url).await.unwrap().text().await.unwrap();
    assert!(audit.contains("当事人申请复核"), "{audit}");

    // The purge rule takes it again.
    city.later(DAY_MS);
    city.send().await;
    assert_eq!(city.desk.case(&id).unwrap_err().code, "erased");
    city.stop().await;
    let alone = city.desk.case_fetch(&id, "当事人申请复核").await;
    assert_eq!(alone.unwrap_err().code, "offline");
}

/// Whether a text of somebody who asked stands in any act of an enquiry here.
fn stands(city: &City, id: &str, word: &str) -> bool {
    let station = city.desk.station().unwrap();
    let acts = station.store().acts_of(id.parse().unwrap()).unwrap();
    assert!(!acts.is_empty(), "headers and chain stay");
    let payloads = acts.iter().filter_map(|act| act.payload.as_deref());
    payloads.into_iter().any(|payload| {
        payload
            .windows(word.len())
            .any(|part| part == word.as_bytes())
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn s72_an_answered_enquiry_is_erased_after_the_citys_period_and_an_open_one_is_not() {
    const PHONE: &str = "13800000000";
    let city = City::open().await;
    let ask = || {
        let asked = city.desk.enquire(&EnquiryInput {
            about: "开通天然气要多少钱".to_owned(),
            item: String::new(),
            phone: PHONE.to_owned(),
            to: String::new(),
            reason: String::new(),
        });
        asked.unwrap().to_string()
    };
    let (open, answered) = (ask(), ask());
    let say = "请到燃气窗口".to_owned();
    let done = EnquiryMove::Answer { say };
    city.desk.enquiry_move(&answered, &done).unwrap();
    city.send().await;

    city.later(29 * DAY_MS);
    city.desk.drain(Event::Nudge).await.unwrap();
    assert!(stands(&city, &answered, PHONE), "within the period");

    city.later(2 * DAY_MS);
    city.desk.drain(Event::Nudge).await.unwrap();
    assert!(!stands(&city, &answered, PHONE), "erased");
    assert!(stands(&city, &open, PHONE), "nobody has answered it");
    let told = city.desk.told_enquiries(true).unwrap();
    let ids: Vec<&str> = told.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids, [open.as_str()]);
    assert!(city.desk.enquiry_move(&answered, &done).is_err());
    city.send().await;
}
