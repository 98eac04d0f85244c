use crate::city::City;

#[tokio::test(flavor = "multi_thread")]
async fn saved_is_not_sent_and_sent_is_not_durable() {
    let mut city = City::open().await;
    city.stop().await;
    let case = city.tolerated().await;
    city.desk.drain(sync::Event::Nudge).await.unwrap();
    city.later(12 * 60_000);

    let strip = city.desk.connection();
    assert!(!strip.online);
    assert_eq!(strip.text, "离线 12 分钟");
    assert_eq!(strip.reason, "offline");
    assert_eq!(strip.why, "连不上市平台");
    assert!(strip.unsent >= 2, "{}", strip.unsent);
    assert_eq!(strip.attention, 0);

    let queue = city.desk.queue().unwrap();
    let own: Vec<_> = queue
        .rows
        .iter()
        .filter(|row| row.case.as_deref() == Some(case.row.id.as_str()))
        .collect();
    let words: Vec<&str> = own.iter().map(|row| row.what.as_str()).collect();
    // Law 7: nothing is promised without the backend.
    assert_eq!(words, ["收件", "登记待确认受理"]);
    for row in own {
        assert_eq!(row.number, case.provisional_number);
        assert_ne!(row.state, "durable");
        assert_ne!(row.tone, "ok");
        assert!(!row.reason.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_switch_is_offline_before_any_call_has_failed() {
    let city = City::open().await;
    assert_eq!(city.desk.connection().text, "在线");
    city.desk.set_cut(true);
    let strip = city.desk.connection();
    assert!(!strip.online);
    assert_eq!(
        (strip.text.as_str(), strip.reason.as_str()),
        ("离线", "offline")
    );
}
