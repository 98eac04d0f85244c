//! Makes the files of the practice city's licences anew, and the root of their seals in `city.json`. Its keys are made up
//! at each run and kept by nobody: `cargo run -p optic --example practice_licences`.
#![expect(clippy::unwrap_used, reason = "a maker of fixtures, run by hand")]

use std::io::{Cursor, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine as _;
use image::ImageFormat;
use optic::make::ofd::{self, Line};
use optic::make::pdf::photographed;
use optic::make::seal::{Holder, Seal, impression};
use optic::view::{Glance, ViewLimits, look};
use serde_json::Value;

const LONG: (&str, &str) = ("20200101000000Z", "20450101000000Z");
const SIZE: (u32, u32) = (148, 105);

/// Whose licence, which, under what name, in how many pages, how many of them sealed.
const FILES: [(&str, &str, &str, usize, usize); 6] = [
    ("chen", "居民身份证", "chen-id.ofd", 2, 2),
    ("chen", "不动产权证书", "chen-estate.pdf", 3, 0),
    ("chen", "结婚证", "chen-marriage.png", 1, 0),
    ("liu", "居民身份证", "liu-id.ofd", 1, 1),
    ("liu", "居民户口簿", "liu-household.ofd", 3, 2),
    ("zhangwei_1985", "居民身份证", "zhangwei-id.pdf", 1, 1),
];

fn main() {
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets");
    let read = |name: &str| -> Value {
        let text = std::fs::read_to_string(assets.join("practice").join(name)).unwrap();
        serde_json::from_str(&text).unwrap()
    };
    let (people, types) = (read("citizens.json"), read("licence-types.json"));
    let root = Holder::root("练习市电子印章根", &secret(), LONG).unwrap();
    let maker = root.issue("练习市制章中心", &secret(), LONG).unwrap();
    let mut listed = Vec::new();
    for (key, kind, name, pages, sealed) in FILES {
        let person = people["citizens"].as_array().unwrap();
        let person = person.iter().find(|one| one["key"] == key).unwrap();
        let licences = person["licences"].as_array().unwrap();
        let licence = licences.iter().find(|one| one["ZZMC"] == kind).unwrap();
        let file = made(
            &assets,
            licence,
            &types,
            (pages, sealed),
            (name, &root, &maker),
        );
        std::fs::write(assets.join("practice/licences").join(name), &file).unwrap();
        println!("{name}: {} bytes", file.len());
        // What it is said to be is what its name says, though one of them is something else.
        let format = name.rsplit('.').next().unwrap();
        listed
            .push(serde_json::json!({"licence": licence["ZZBS"], "file": name, "format": format}));
    }
    let list = serde_json::json!({"v": 1, "files": listed});
    let text = serde_json::to_string_pretty(&list).unwrap() + "\n";
    std::fs::write(assets.join("practice/licences/files.json"), text).unwrap();
    anchored(&assets.join("practice/city.json"), &root.certificate);
}

fn secret() -> [u8; 32] {
    let mut secret = [0; 32];
    let mut source = std::fs::File::open("/dev/urandom").unwrap();
    source.read_exact(&mut secret).unwrap();
    secret
}

/// The root in place of the one that stands there.
fn anchored(city: &PathBuf, root: &[u8]) {
    let text = std::fs::read_to_string(city).unwrap();
    let (before, after) = text.split_once("\"seal_anchors\": [").unwrap();
    let (_, after) = after.split_once(']').unwrap();
    let root = base64::engine::general_purpose::STANDARD.encode(root);
    std::fs::write(
        city,
        format!("{before}\"seal_anchors\": [\"{root}\"]{after}"),
    )
    .unwrap();
}

fn made(
    assets: &Path,
    licence: &Value,
    types: &Value,
    (pages, sealed): (usize, usize),
    (name, root, maker): (&str, &Holder, &Holder),
) -> Vec<u8> {
    let text = |field: &str| licence[field].as_str().unwrap_or_default().to_owned();
    let faces: Vec<Vec<Line>> = (1..=pages)
        .map(|page| face(licence, types, (page, pages)))
        .collect();
    let letters: String = faces
        .iter()
        .flatten()
        .map(|line| line.text.as_str())
        .collect();
    let mut parts = ofd::file(&faces, SIZE, Some(&font(assets, &letters)));
    let signer = root.issue(&text("ZZBFJG"), &secret(), LONG).unwrap();
    let seal = Seal {
        name: &format!("{}电子证照专用章", text("ZZBFJG")),
        maker,
        signer: &signer,
        users: &[&signer],
        span: LONG,
        at: "20260105013000Z",
        png: &impression(320),
    };
    if sealed > 0 {
        let signed = |name: &str| (sealed..pages).all(|page| name != ofd::page_path(page));
        ofd::seal(&mut parts, &seal, (0, (98, 58)), &signed);
    }
    let whole = ofd::packed(&parts).unwrap();
    match name.rsplit_once('.').unwrap().1 {
        "ofd" => whole,
        "png" => drawn(&whole, 0, 1200),
        // Said to be a PDF, and is none: what a clerk is then told is to be tried, too.
        _ if sealed > 0 => whole,
        _ => {
            let pages: Vec<_> = (0..u32::try_from(pages).unwrap())
                .map(|page| {
                    let picture = image::load_from_memory(&drawn(&whole, page, 1100)).unwrap();
                    let mut jpeg = Cursor::new(Vec::new());
                    picture
                        .to_rgb8()
                        .write_to(&mut jpeg, ImageFormat::Jpeg)
                        .unwrap();
                    (jpeg.into_inner(), picture.width(), picture.height())
                })
                .collect();
            photographed(&pages, (420, 298))
        }
    }
}

fn drawn(file: &[u8], page: u32, width: u32) -> Vec<u8> {
    let glance = Glance {
        file: file.to_vec(),
        said: "ofd".to_owned(),
        page,
        width,
        judge: None,
        limits: ViewLimits::default(),
    };
    look(&glance).unwrap().png
}

/// What stands on a page.
fn face(licence: &Value, types: &Value, (page, pages): (usize, usize)) -> Vec<Line> {
    let text = |field: &str| licence[field].as_str().unwrap_or_default().to_owned();
    let titles = types["types"].as_array().unwrap();
    let titles = titles
        .iter()
        .find(|one| one["name"] == licence["ZZMC"])
        .unwrap();
    let until = match text("ZZYXQJZRQ").as_str() {
        "" => "长期".to_owned(),
        day => day.to_owned(),
    };
    let mut rows = vec![
        ("持证主体".to_owned(), text("CZZT")),
        ("证照编号".to_owned(), text("ZZBH")),
        ("颁发机构".to_owned(), text("ZZBFJG")),
        (
            "有效期".to_owned(),
            format!("{} 至 {until}", text("ZZYXQQSRQ")),
        ),
    ];
    if page > 1 {
        rows = vec![("附页".to_owned(), format!("第 {page} 页，共 {pages} 页"))];
    }
    for (field, title) in titles["fields"].as_object().into_iter().flatten() {
        if page == 1 && licence.get(field).is_some() {
            let title = title
                .as_str()
                .or(title["title"].as_str())
                .unwrap_or_default();
            rows.push((title.to_owned(), text(field)));
        }
    }
    rows.push(("说明".to_owned(), "练习证照，人物与编号均为虚构".to_owned()));
    let mut lines = vec![Line {
        x: 20.0,
        y: 26.0,
        size: 8.0,
        text: text("ZZMC"),
    }];
    for (at, (title, value)) in (0_u8..).zip(rows) {
        lines.push(Line {
            x: 20.0,
            y: 36.0 + f64::from(at) * 6.0,
            size: 3.8,
            text: format!("{title}　{value}"),
        });
    }
    lines
}

/// The letters, cut out of the font that ships.
fn font(assets: &Path, letters: &str) -> Vec<u8> {
    let whole = std::fs::read(assets.join("fonts/NotoSerifSC_400Regular.ttf")).unwrap();
    let whole = Arc::new(whole);
    let face = sofd_font::FontFace::new(
        sofd_font::FontId(1),
        "F".to_owned(),
        Arc::clone(&whole),
        false,
    );
    let face = face.unwrap();
    let glyphs = letters
        .chars()
        .filter_map(|letter| face.glyph_id(letter as u32));
    sofd_font::subset(&whole, glyphs)
}
