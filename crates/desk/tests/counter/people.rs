use crate::city::{City, MEMBERS};

#[tokio::test(flavor = "multi_thread")]
async fn the_phone_has_a_network_of_its_own_and_its_codes_can_be_scanned() {
    let mut city = City::open().await;
    let desk = city.desk.clone();
    desk.set_cut(true);
    let phone = desk.phone().await.unwrap();
    assert!(phone.cut && !phone.stopped);
    assert_eq!(phone.citizens.len(), 16, "ten citizens, six companies");
    let code = desk.phone_code("chen", "signed", "ok", None).await.unwrap();
    assert!(code.text.starts_with("ZC1:"));
    assert!(code.picture.starts_with("data:image/png;base64,"));
    assert_eq!(code.seconds, 180);
    let kept = std::fs::read(&code.file).unwrap();
    desk.set_cut(false);
    let scanned = desk.scan_picture(kept).await.unwrap();
    assert_eq!(scanned.outcome, "person", "{}", scanned.say);
    let strange = desk.phone_code("../chen", "signed", "ok", None).await;
    assert_eq!(strange.unwrap_err().code, "malformed");

    city.stop().await;
    let alone = city.desk.phone().await.unwrap();
    let told = |phone: &desk::view::PhoneView| serde_json::to_value(&phone.citizens).unwrap();
    assert_eq!(told(&alone), told(&phone));
    assert_eq!(alone.scenes, phone.scenes);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sign_in_screen_knows_its_clerks_by_name() {
    let city = City::open().await;
    let app = city.desk.app_view("desk", None);
    assert!(app.practice);
    assert_eq!(app.city, "练习市");
    assert_eq!(app.clerks.len(), MEMBERS.len());
    assert_eq!(app.clerks[0].name, "陈晓岚");
    assert_eq!(
        app.clerks[0].practice_password.as_deref(),
        Some("practice-0217")
    );
    assert_eq!(app.session.unwrap().user, "0217");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_finds_a_sound_station_sound() {
    let city = City::open().await;
    let checks = city.desk.doctor().await;
    for name in [
        "folder",
        "slots",
        "store",
        "journal",
        "sync_lock",
        "clock",
        "backend",
    ] {
        let check = checks.iter().find(|check| check.name == name).expect(name);
        assert_eq!(check.ok, Some(true), "{name}: {}", check.say);
    }
}
