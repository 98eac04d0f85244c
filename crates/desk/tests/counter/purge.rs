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
