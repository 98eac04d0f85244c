//! The files of licences, looked at beside the form: what the seal is worth, and what is told instead of a page.

use base64::Engine as _;
use desk::view::{DeskView, SheetView};

use crate::city::City;

/// A citizen's opaque code, scanned for an item.
async fn scanned(city: &City, who: &str, item: &str) -> DeskView {
    city.desk.choose_item(item).await.unwrap();
    let code = city.desk.phone_code(who, "opaque", "ok", None).await;
    let scan = city.desk.scan_text(&code.unwrap().text).await.unwrap();
    scan.desk.expect("the desk as it is now")
}

fn line_with_a_file<'a>(view: &'a DeskView, licence: &str) -> &'a str {
    let lines = view.materials.lines.iter();
    let mut found = lines.filter(|line| line.actions.iter().any(|action| action == "view"));
    let line = found.find(|line| line.note.contains(licence));
    &line.expect("a line that can be looked at").code
}

fn picture(sheet: &SheetView) -> image::RgbImage {
    let png = base64::engine::general_purpose::STANDARD.decode(&sheet.png);
    image::load_from_memory(&png.unwrap()).unwrap().into_rgb8()
}

/// Looks at licences in the station's log.
fn looked(city: &City) -> usize {
    let station = city.desk.station().unwrap();
    let acts = station.store().origin_acts(1, 10_000).unwrap();
    let word = b"licence_viewed";
    let payloads = acts.iter().filter_map(|act| act.payload.as_deref());
    payloads
        .filter(|payload| payload.windows(word.len()).any(|part| part == word))
        .count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_licence_is_shown_page_by_page_and_its_seal_verified() {
    let city = City::open().await;
    let view = scanned(&city, "chen", "0225").await;
    let code = line_with_a_file(&view, "居民身份证");
    let first = city.desk.licence_page(code, 0, 700).unwrap();
    assert_eq!(
        (first.kind.as_str(), first.pages, first.width),
        ("OFD", 2, 700)
    );
    assert!(first.lacking.is_empty());
    let seal = first.seal.clone().unwrap();
    assert_eq!(
        (seal.code.as_str(), seal.badge.text.as_str()),
        ("valid", "印章有效")
    );
    assert!(seal.detail.contains("练习市公安局"), "{}", seal.detail);
    // Letters and a red seal stand on it.
    let picture = picture(&first);
    let red = |pixel: &&image::Rgb<u8>| pixel[0] > 150 && pixel[1] < 90 && pixel[2] < 110;
    assert!(picture.pixels().filter(red).count() > 500);
    let second = city.desk.licence_page(code, 1, 700).unwrap();
    assert!(second.seal.is_none() && second.png != first.png);
    let behind = city.desk.licence_page(code, 2, 700).unwrap_err();
    assert_eq!(behind.code, "licence_no_such_page");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pdf_and_a_picture_are_shown_and_nobody_vouches_for_them() {
    let city = City::open().await;
    let view = scanned(&city, "chen", "0225").await;
    let code = line_with_a_file(&view, "不动产权证书").to_owned();
    let sheet = city.desk.licence_page(&code, 2, 500).unwrap();
    assert_eq!((sheet.kind.as_str(), sheet.pages), ("PDF", 3));
    let first = city.desk.licence_page(&code, 0, 500).unwrap();
    assert_eq!(first.seal.unwrap().code, "none");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_not_what_it_is_said_to_be_is_named() {
    let city = City::open().await;
    let view = scanned(&city, "zhangwei_1985", "0225").await;
    let code = line_with_a_file(&view, "居民身份证");
    let fault = city.desk.licence_page(code, 0, 500).unwrap_err();
    assert_eq!(fault.code, "licence_lies");
    assert!(
        fault.say.contains("文件说是 PDF，实际是OFD"),
        "{}",
        fault.say
    );
    assert!(fault.say.contains("核对原件"), "{}", fault.say);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_look_is_recorded_and_the_file_ends_with_the_draft() {
    let city = City::open().await;
    let view = scanned(&city, "chen", "0225").await;
    let code = line_with_a_file(&view, "居民身份证").to_owned();
    let before = looked(&city);
    city.desk.licence_page(&code, 0, 300).unwrap();
    city.desk.licence_page(&code, 1, 300).unwrap();
    assert_eq!(looked(&city), before + 1);
    // Masked again, the next look is another one.
    city.desk.remask().unwrap();
    city.desk.licence_page(&code, 0, 300).unwrap();
    assert_eq!(looked(&city), before + 2);
    city.desk.discard_draft().unwrap();
    let gone = city.desk.licence_page(&code, 0, 300).unwrap_err();
    assert_eq!(gone.code, "licence_gone");
}
