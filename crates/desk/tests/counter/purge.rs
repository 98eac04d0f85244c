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
