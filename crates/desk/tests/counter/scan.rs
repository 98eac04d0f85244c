//! Codes at the window: which is meant, what it opens, and what is asked before anything goes.

use desk::view::ScanView;
use desk::{DeskFault, Words};
use image::GrayImage;

use crate::city::{City, ID};

async fn draft_code(city: &City, scene: &str) -> String {
    let code = city
        .desk
        .phone_code("chen", "draft", scene, Some("0225"))
        .await;
    code.unwrap().text
}

async fn scan(city: &City, text: &str) -> ScanView {
    city.desk.scan_text(text).await.unwrap()
}

/// Codes side by side, as one photo.
fn photo(texts: &[&str]) -> Vec<u8> {
    let codes: Vec<GrayImage> = texts
        .iter()
        .map(|text| optic::make::draw(text, 5, 4).unwrap())
        .collect();
    let width = codes.iter().map(GrayImage::width).sum();
    let height = codes.iter().map(GrayImage::height).max().unwrap();
    let mut sheet = GrayImage::from_pixel(width, height, image::Luma([255]));
    let mut left = 0;
    for code in &codes {
        image::imageops::overlay(&mut sheet, code, left, 0);
        left += i64::from(code.width());
    }
    let mut file = std::io::Cursor::new(Vec::new());
    sheet.write_to(&mut file, image::ImageFormat::Png).unwrap();
    file.into_inner()
}

#[tokio::test]
async fn s69_a_draft_of_the_phone_goes_on_at_the_window_with_its_sources() {
    let city = City::open().await;
    let code = draft_code(&city, "ok").await;
    let taken = scan(&city, &code).await;
    assert_eq!(
        (taken.outcome.as_str(), taken.code.as_str()),
        ("draft", "draft")
    );
    let desk = taken.desk.unwrap();
    let item = desk.item.as_ref().unwrap();
    assert_eq!((item.short.as_str(), item.version), ("0225", 8));
    // All filled, each value with where it came from.
    let sources: Vec<_> = desk
        .form
        .fields
        .iter()
        .filter(|field| !field.value.is_empty())
        .map(|field| field.source.as_str())
        .collect();
    assert!(sources.len() >= 5, "{sources:?}");
    assert!(
        sources.iter().all(|source| *source == "手机暂存"),
        "{sources:?}"
    );
    assert_eq!(desk.form.needed, 0, "{:?}", desk.form);
    // The material came along and says so; the person is told, not seen.
    let plan = desk
        .materials
        .lines
        .iter()
        .find(|line| line.code == "plan")
        .unwrap();
    assert_eq!(plan.state, "in");
    assert!(plan.note.contains("手机暂存"), "{}", plan.note);
    assert!(desk.person.present);
    assert!(desk.person.verdict.unwrap().text.contains("未核验"));
    assert!(desk.person.detail.contains("手机") && desk.person.detail.contains("窗口"));
    // The case says both ends.
    for line in ["identity", "property"] {
        city.desk.material(line, "paper").unwrap();
    }
    city.sign();
    let case = city.decide("receive").await;
    let received = case.trail.iter().find(|act| act.what == "收件").unwrap();
    assert!(
        received.detail.contains("手机暂存 → 窗口"),
        "{}",
        received.detail
    );
    assert!(case.form.iter().any(|(_, _, source)| source == "手机暂存"));
    city.send().await;
    // Its code is used here for ever, though the same request would still get the answer.
    let again = scan(&city, &code).await;
    assert_eq!(again.code, "used");
}

#[tokio::test]
async fn s69_what_lies_on_the_desk_is_asked_about_and_stays_a_draft() {
    let city = City::open().await;
    city.fill().await;
    let before = city.desk.show().unwrap();
    let code = draft_code(&city, "ok").await;
    let asked = scan(&city, &code).await;
    assert_eq!(
        (asked.outcome.as_str(), asked.code.as_str()),
        ("choose", "draft_ask")
    );
    assert!(asked.desk.is_none());
    assert!(!asked.choices[0].detail.contains("陈思远"), "masked");
    // Not now: the desk is as it was, the code still good.
    assert_eq!(city.desk.show().unwrap().draft, before.draft);
    let asked = scan(&city, &code).await;
    assert_eq!(asked.choices.len(), 1);
    let taken = city.desk.scan_choose(1).await.unwrap();
    assert_eq!(taken.outcome, "draft", "{}", taken.say);
    let now = taken.desk.unwrap();
    assert_ne!(now.draft, before.draft);
    let rows = city.desk.drafts().unwrap();
    assert_eq!(rows.len(), 2);
    city.desk.open_draft(&before.draft).unwrap();
    let parked = city.desk.show().unwrap();
    let value = |key: &str| {
        let fields = &parked.form.fields;
        fields.iter().find(|f| f.key == key).unwrap().value.clone()
    };
    assert_eq!(value("address"), "江口镇枫林路 18 号");
    // A second scan asks nobody: it goes on with what was taken over.
    let again = scan(&city, &code).await;
    assert_eq!(
        (again.outcome.as_str(), again.code.as_str()),
        ("draft", "taken_before")
    );
    assert_eq!(again.desk.unwrap().draft, now.draft);
    let gone = city.desk.scan_choose(1).await.unwrap_err();
    assert_eq!(gone.code, "choice_gone");
}

#[tokio::test]
async fn s69_a_proof_code_afterwards_keeps_what_the_citizen_filled_in() {
    let city = City::open().await;
    scan(&city, &draft_code(&city, "ok").await).await;
    city.desk.set_field("people", "5").unwrap();
    let signed = city
        .desk
        .phone_code("chen", "signed", "ok", None)
        .await
        .unwrap();
    let person = scan(&city, &signed.text).await;
    assert_eq!(person.code, "valid", "{}", person.say);
    let desk = person.desk.unwrap();
    let field = |key: &str| {
        desk.form
            .fields
            .iter()
            .find(|f| f.key == key)
            .unwrap()
            .clone()
    };
    // What a code or a licence proves goes before the citizen's own words, the clerk's hand before both.
    assert_eq!(field("name").source, "凭证码");
    assert_eq!(field("address").source, "不动产权证书");
    assert_eq!(field("people").value, "5");
    assert_eq!(field("phone").source, "手机暂存");
    let plan = desk
        .materials
        .lines
        .iter()
        .find(|line| line.code == "plan")
        .unwrap();
    assert_eq!(plan.state, "in");
}

#[tokio::test]
async fn s69_a_draft_that_cannot_be_taken_over_says_why_and_what_to_do() {
    let mut city = City::open().await;
    let mut said = std::collections::BTreeSet::new();
    for (scene, code) in [
        ("expired", "expired"),
        ("used", "used"),
        ("other_city", "other_city"),
        ("malformed", "malformed"),
    ] {
        let text = draft_code(&city, scene).await;
        let view = scan(&city, &text).await;
        assert_eq!(
            (view.outcome.as_str(), view.code.as_str()),
            ("invalid", code),
            "{scene}"
        );
        assert!(view.desk.is_none());
        assert!(view.say.contains('请'), "{}", view.say);
        assert!(said.insert(view.title.clone()), "{}", view.title);
    }
    let text = draft_code(&city, "ok").await;
    city.desk.set_cut(true);
    let offline = scan(&city, &text).await;
    assert_eq!(
        (offline.outcome.as_str(), offline.code.as_str()),
        ("cannot_tell", "offline")
    );
    assert!(said.insert(offline.title));
    // Nothing was consumed: with the network back the same code is good.
    city.desk.set_cut(false);
    assert_eq!(scan(&city, &text).await.outcome, "draft");
    city.stop().await;
}

#[tokio::test]
async fn s19_a_guide_code_opens_its_item_and_tells_another_version() {
    let city = City::open().await;
    let guide = city.desk.item_guide("0225").unwrap();
    let picture = guide.picture.split(',').nth(1).unwrap();
    let picture = {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD
            .decode(picture)
            .unwrap()
    };
    // What a citizen photographs holds the stable code and the version.
    let reading = optic::read(&picture, &optic::Limits::default(), &|| {
        std::time::Duration::ZERO
    });
    assert_eq!(reading.unwrap().codes[0].text, guide.text);
    let opened = city.desk.scan_picture(picture).await.unwrap();
    assert_eq!(
        (opened.outcome.as_str(), opened.code.as_str()),
        ("item", "item-guide")
    );
    let item = opened.desk.unwrap().item.unwrap();
    assert_eq!(
        guide.text,
        format!("ZC:ITEM:{}:{}", item.code, item.version)
    );
    let older = scan(&city, "ZC:ITEM:0225:3").await;
    assert_eq!(
        (older.outcome.as_str(), older.code.as_str()),
        ("item", "guide_older")
    );
    assert!(
        older.say.contains("第 3 版") && older.say.contains("第 8 版"),
        "{}",
        older.say
    );
    let newer = scan(&city, "ZC:ITEM:0225:9").await;
    assert_eq!(newer.code, "guide_newer");
    assert!(newer.say.contains("联网更新"), "{}", newer.say);
    let bare = scan(&city, &item.code).await;
    assert_eq!(bare.outcome, "item");
    let unknown = scan(&city, "ZC:ITEM:9999:1").await;
    assert_eq!(
        (unknown.outcome.as_str(), unknown.code.as_str()),
        ("invalid", "item_unknown")
    );
    assert!(unknown.desk.is_none());
}

#[tokio::test]
async fn s19_a_guide_of_another_item_asks_before_papers_go() {
    let city = City::open().await;
    city.desk.choose_item("0225").await.unwrap();
    city.desk.material("plan", "paper").unwrap();
    let asked = scan(&city, "ZC:ITEM:0228:1").await;
    assert_eq!(
        (asked.outcome.as_str(), asked.code.as_str()),
        ("choose", "item_ask")
    );
    assert_eq!(city.desk.show().unwrap().item.unwrap().short, "0225");
    // The item's own guide takes nothing away and asks nothing.
    assert_eq!(scan(&city, "ZC:ITEM:0225:8").await.outcome, "item");
    scan(&city, "ZC:ITEM:0228:1").await;
    let opened = city.desk.scan_choose(1).await.unwrap();
    assert_eq!(opened.desk.unwrap().item.unwrap().short, "0228");
}

#[tokio::test]
async fn s56_a_door_plate_opens_what_is_served_there() {
    let city = City::open().await;
    let view = scan(&city, "ZC:DOOR:430400-0102-0003").await;
    assert_eq!(
        (view.outcome.as_str(), view.code.as_str()),
        ("place", "door-plate")
    );
    assert!(view.desk.is_none(), "nothing opens by itself");
    let place = view.place.unwrap();
    assert_eq!(place.name, "桐子坪村代办点");
    assert!(place.outlet.contains("0734-0000102"), "{}", place.outlet);
    let shorts: Vec<_> = place.items.iter().map(|item| item.short.as_str()).collect();
    assert_eq!(shorts, ["0225", "0701", "0722"]);
    assert!(place.items.iter().all(|item| !item.plain.is_empty()));
    let opened = city.desk.choose_item(&place.items[1].code).await.unwrap();
    assert_eq!(opened.item.unwrap().short, "0701");
    let unknown = scan(&city, "ZC:DOOR:430400-9999-0001").await;
    assert_eq!(unknown.code, "place_unknown");
    let other = scan(&city, "ZC:DOOR:430900-0001-0001").await;
    assert_eq!(other.code, "other_city");
    assert!(other.say.contains("邻江市"), "{}", other.say);
}

/// Every place of the city's data names items and an outlet that exist.
#[tokio::test]
async fn s56_every_door_plate_of_the_practice_city_opens_something() {
    let city = City::open().await;
    let data: serde_json::Value =
        serde_json::from_str(include_str!("../../../../assets/practice/city.json")).unwrap();
    let places = data["places"].as_array().unwrap();
    assert!(!places.is_empty());
    for place in places {
        let view = scan(
            &city,
            &format!("ZC:DOOR:{}", place["code"].as_str().unwrap()),
        )
        .await;
        let shown = view.place.unwrap();
        assert_eq!(shown.items.len(), place["items"].as_array().unwrap().len());
        assert!(shown.outlet.contains("电话"));
    }
}

#[tokio::test]
async fn a_case_code_opens_its_case_by_id_and_by_number() {
    let city = City::open().await;
    city.fill().await;
    let saved = city
        .desk
        .decide("receive", &Words::default())
        .await
        .unwrap();
    let saved = saved.saved.unwrap();
    for known in [&saved.case, &saved.number] {
        let view = scan(&city, &format!("ZC:CASE:{known}")).await;
        assert_eq!(view.outcome, "case", "{known}");
        assert_eq!(view.case.as_deref(), Some(saved.case.as_str()));
    }
    let nobody = scan(&city, "ZC:CASE:L20200101-00000000").await;
    assert_eq!(
        (nobody.outcome.as_str(), nobody.code.as_str()),
        ("invalid", "case_unknown")
    );
    assert!(nobody.case.is_none());
}

#[tokio::test]
async fn of_several_codes_in_one_picture_the_one_that_is_ours_is_taken() {
    let city = City::open().await;
    let view = city
        .desk
        .scan_picture(photo(&[
            "134652879904417238",
            "ZC:ITEM:0225:8",
            "https://www.example.com/a",
        ]))
        .await
        .unwrap();
    assert_eq!(view.outcome, "item");
    assert!(
        view.say.contains("2 个别的码") && view.say.contains("微信支付码"),
        "{}",
        view.say
    );
    // The same code twice is one.
    let twice = photo(&["ZC:ITEM:0228:1", "ZC:ITEM:0228:1"]);
    let view = city.desk.scan_picture(twice).await.unwrap();
    assert_eq!(view.outcome, "item", "{}", view.say);
    let strangers = photo(&["134652879904417238", "https://www.example.com/a"]);
    let view = city.desk.scan_picture(strangers).await.unwrap();
    assert_eq!(view.outcome, "stranger");
    assert!(view.say.contains("1 个别的码"), "{}", view.say);
}

#[tokio::test]
async fn of_two_citizens_codes_the_clerk_chooses_and_nothing_is_consumed_before() {
    let city = City::open().await;
    city.desk.choose_item("0225").await.unwrap();
    let of = |who: &'static str, kind: &'static str| city.desk.phone_code(who, kind, "ok", None);
    let chen = of("chen", "signed").await.unwrap().text;
    let zhang = of("zhangwei_1991", "opaque").await.unwrap().text;
    let picture = photo(&[&chen, &zhang, "134652879904417238"]);
    let view = city.desk.scan_picture(picture.clone()).await.unwrap();
    assert_eq!((view.outcome.as_str(), view.choices.len()), ("choose", 2));
    assert!(view.say.contains("微信支付码"), "{}", view.say);
    let signed = view
        .choices
        .iter()
        .find(|way| way.kind == "签名凭证码")
        .unwrap();
    assert_eq!(signed.from, "练习市");
    assert!(
        !signed.detail.contains("思远") && !signed.detail.contains(ID),
        "{}",
        signed.detail
    );
    assert!(signed.detail.contains('陈'), "{}", signed.detail);
    let opaque = view
        .choices
        .iter()
        .find(|way| way.kind == "凭证码")
        .unwrap();
    assert_eq!(opaque.from, "练习市");
    assert!(zhang.ends_with(opaque.detail.trim_start_matches("尾号 ")));
    assert!(!city.desk.show().unwrap().person.present, "nobody yet");
    // Chosen, it counts; the other one was not touched and still does.
    let taken = city.desk.scan_choose(opaque.n).await.unwrap();
    assert_eq!(
        (taken.outcome.as_str(), taken.code.as_str()),
        ("person", "valid")
    );
    assert!(taken.desk.unwrap().person.name.starts_with('张'));
    let view = city.desk.scan_picture(picture).await.unwrap();
    let signed = view
        .choices
        .iter()
        .find(|way| way.kind == "签名凭证码")
        .unwrap();
    let taken = city.desk.scan_choose(signed.n).await.unwrap();
    assert_eq!(taken.code, "valid");
    let used = scan(&city, &zhang).await;
    assert_eq!(used.code, "used");
}

#[tokio::test]
async fn a_scan_between_takes_the_choice_away() -> Result<(), DeskFault> {
    let city = City::open().await;
    let both = photo(&["ZC:ITEM:0225:8", "ZC:ITEM:0228:1"]);
    assert_eq!(city.desk.scan_picture(both.clone()).await?.choices.len(), 2);
    scan(&city, "134652879904417238").await;
    assert_eq!(
        city.desk.scan_choose(1).await.unwrap_err().code,
        "choice_gone"
    );
    city.desk.scan_picture(both).await?;
    assert_eq!(
        city.desk.scan_choose(3).await.unwrap_err().code,
        "choice_gone"
    );
    Ok(())
}
