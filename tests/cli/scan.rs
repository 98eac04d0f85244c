use std::fs;
use std::time::{Duration, Instant};

use acceptance::pictures::{beside, paper, picture, qr};
use acceptance::zc::{Ran, zc};

fn scan(paths: &[&std::path::Path]) -> Ran {
    let args = [std::ffi::OsStr::new("scan")].into_iter();
    zc(args.chain(paths.iter().map(|path| path.as_os_str())))
}

#[test]
fn s28_a_picture_says_its_code_and_what_kind_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let kinds = [
        ("ZC:ITEM:0225:1", "item-guide"),
        ("ZC:CASE:L20260302-0A1B2C3D", "case"),
        ("430400200002290012", "resident-id"),
        ("91350100M000100Y43", "uscc"),
        ("ZC1:6BFOXN", "signed-proof"),
    ];
    for (text, kind) in kinds {
        for format in ["png", "jpg", "webp", "bmp"] {
            let path = dir.path().join(format!("code.{format}"));
            qr(&path, text);
            let ran = scan(&[&path]).done();
            let codes = ran.line()["codes"].as_array().unwrap();
            assert_eq!(codes.len(), 1, "{text} {format}");
            assert_eq!(codes[0]["text"], text);
            assert_eq!(codes[0]["kind"], kind);
            assert!(ran.line()["ms"].is_u64());
        }
    }
}

#[test]
fn all_codes_of_a_picture_are_read_from_the_left() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("two.png");
    beside(&picture("ZC:ITEM:0225"), &picture("ZC:DOOR:7"))
        .save(&path)
        .unwrap();
    let ran = scan(&[&path]).done();
    let texts: Vec<_> = ran.line()["codes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|code| code["text"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(texts, ["ZC:ITEM:0225", "ZC:DOOR:7"]);
}

#[test]
fn what_is_no_good_picture_is_named_and_the_others_are_still_read() {
    let dir = tempfile::tempdir().unwrap();
    let good = dir.path().join("good.png");
    qr(&good, "ZC:ITEM:0225");
    let bytes = fs::read(&good).unwrap();
    let write = |name: &str, content: &[u8]| {
        let path = dir.path().join(name);
        fs::write(&path, content).unwrap();
        path
    };
    let cases = [
        (write("empty.png", b""), "not_a_picture"),
        (
            write("text.png", b"hello, this is no picture"),
            "not_a_picture",
        ),
        (write("half.png", &bytes[..bytes.len() / 2]), "truncated"),
        (dir.path().join("absent.png"), "not_found"),
        (dir.path().to_owned(), "not_a_file"),
    ];
    for (path, error) in &cases {
        let ran = scan(&[path, &good]);
        assert_eq!(ran.code, 3, "{path:?}: {ran:?}");
        assert_eq!(ran.lines[0]["error"], *error, "{path:?}");
        assert_eq!(ran.lines[0]["codes"], serde_json::json!([]));
        assert_eq!(ran.lines[1]["codes"][0]["text"], "ZC:ITEM:0225");
    }
}

#[test]
fn a_white_picture_holds_nothing_and_is_no_error() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("white.png");
    image::GrayImage::from_pixel(400, 300, image::Luma([255]))
        .save(&path)
        .unwrap();
    let ran = scan(&[&path]);
    assert_eq!(ran.code, 3);
    assert!(ran.line().get("error").is_none());
}

#[test]
fn a_file_of_200_mb_is_refused_by_its_length() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("huge.png");
    fs::File::create(&path).unwrap().set_len(200 << 20).unwrap();
    let start = Instant::now();
    let ran = scan(&[&path]);
    assert_eq!(ran.code, 3);
    assert_eq!(ran.line()["error"], "too_many_bytes");
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "it was read whole"
    );
}

/// The real program draws the pages in its worker process.
#[test]
fn s28_the_pages_of_a_pdf_are_read_whatever_the_file_is_called() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("receipt.jpg");
    let blank = image::GrayImage::from_pixel(300, 300, image::Luma([255]));
    let pages = [
        picture("ZC:ITEM:0225:8"),
        blank,
        picture("ZC:CASE:L20260302-0A1B2C3D"),
    ];
    fs::write(&path, paper::pdf(&pages)).unwrap();
    let ran = scan(&[&path]).done();
    let line = ran.line();
    assert_eq!(line["codes"][0]["text"], "ZC:ITEM:0225:8", "{line}");
    assert_eq!(line["codes"][1]["kind"], "case", "{line}");
    // On a machine too busy to look through the empty page in its second, that page is counted as left.
    let (pages, left) = (line["pages"].as_u64(), line["left"].as_u64());
    assert_eq!(pages.unwrap_or(1) + left.unwrap_or(0), 3, "{line}");
}

#[test]
fn documents_and_formats_that_are_not_read_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let locked = paper::locked();
    let files: [(&str, &[u8], &str); 5] = [
        ("locked.pdf", &locked, "locked"),
        ("broken.pdf", b"%PDF-1.7\nnothing", "broken"),
        (
            "photo.jpg",
            b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
            "other_format",
        ),
        (
            "photo.png",
            b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf",
            "other_format",
        ),
        (
            "form.docx",
            b"PK\x03\x04\x14\0\0\0\x08\0word/document.xml",
            "not_a_picture",
        ),
    ];
    for (name, content, error) in files {
        let path = dir.path().join(name);
        fs::write(&path, content).unwrap();
        let ran = scan(&[&path]);
        assert_eq!(ran.code, 3, "{name}: {ran:?}");
        assert_eq!(ran.line()["error"], error, "{name}");
    }
}

/// A picture at the limit of size and one that says more than it holds: both end, and soon.
#[test]
fn a_hundred_megapixels_and_a_bomb_are_bounded() {
    let dir = tempfile::tempdir().unwrap();
    let (large, bomb) = (dir.path().join("large.png"), dir.path().join("bomb.png"));
    let mut page = image::GrayImage::from_pixel(10_000, 10_000, image::Luma([255]));
    let code = optic::make::draw("ZC:ITEM:0225:8", 40, 4).unwrap();
    image::imageops::overlay(&mut page, &code, 6_000, 7_000);
    page.save(&large).unwrap();
    image::GrayImage::from_pixel(12_000, 12_000, image::Luma([0]))
        .save(&bomb)
        .unwrap();
    let start = Instant::now();
    let ran = scan(&[&large, &bomb]);
    let all = start.elapsed();
    assert_eq!(ran.lines[1]["error"], "too_many_pixels");
    // Where the machine is too busy for the large one it says so; it never says something else.
    match ran.lines[0]["error"].as_str() {
        None => assert_eq!(ran.lines[0]["codes"][0]["text"], "ZC:ITEM:0225:8"),
        Some(error) => assert_eq!(error, "timed_out"),
    }
    // Start, loading and a second of looking (`optic::Limits`, `worker::client::ROOM`).
    assert!(all < Duration::from_secs(20), "{all:?}");
}
