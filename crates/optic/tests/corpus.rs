//! The fuzz corpus of pictures, replayed (`fuzz/`), and its seeds.

use std::io::Cursor;
use std::path::Path;

use image::ImageFormat;

#[path = "../../../fuzz/bodies/ofd.rs"]
mod ofd;
#[path = "../../../fuzz/bodies/picture.rs"]
mod picture;
#[path = "../../../fuzz/bodies/replay.rs"]
mod replay;
#[expect(dead_code, reason = "other tests use the rest")]
mod sealed;

#[test]
fn every_picture_of_the_corpus_is_read_or_refused_within_bounds() {
    replay::over("picture", picture::run);
}

#[test]
fn every_licence_of_the_corpus_is_shown_or_refused_and_no_seal_is_good() {
    replay::over("ofd", ofd::run);
}

/// Small files, sealed and not, and files that are wrong in one way each.
#[test]
#[ignore = "writes the seeds of the corpus: cargo test --workspace --test corpus -- --ignored write_licences"]
fn write_licences() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/ofd");
    std::fs::create_dir_all(&folder).expect("writable");
    let office = sealed::office(1);
    let whole = sealed::sealed(&office, 2);
    let mut altered = whole.clone();
    sealed::part(&mut altered, sealed::VALUE)[300] ^= 1;
    let mut lost = whole.clone();
    sealed::part(&mut lost, "Doc_0/Document.xml").truncate(200);
    let some = sealed::sealed_as(&office, 3, |_| {}, &|name| !name.contains("Page_2"));
    for (name, parts) in [
        ("bare", &sealed::pages(1)),
        ("sealed", &whole),
        ("altered", &altered),
        ("part", &some),
        ("lost", &lost),
    ] {
        let file = sealed::packed(parts);
        std::fs::write(folder.join(format!("{name}.ofd")), &file).expect("writable");
        let half = &file[..file.len() / 2];
        std::fs::write(folder.join(format!("half-{name}.ofd")), half).expect("writable");
    }
    for (number, (_, part)) in (0_u8..).zip(ofd::whole()) {
        let one = [ofd::PART, &[number], part].concat();
        std::fs::write(folder.join(format!("part-{number}")), one).expect("writable");
    }
}

/// One code in every format that is looked into, whole and cut off, and a header that promises too much.
#[test]
#[ignore = "writes the seeds of the corpus: cargo test --workspace --test corpus -- --ignored write_seeds"]
fn write_seeds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/picture");
    let png = optic::make::png("ZC:CASE:LX20260212-0001", 2, 4).expect("a code");
    let picture = image::load_from_memory(&png).expect("ours").to_luma8();
    for format in [
        ImageFormat::Png,
        ImageFormat::Jpeg,
        ImageFormat::Gif,
        ImageFormat::Bmp,
        ImageFormat::Tiff,
        ImageFormat::WebP,
    ] {
        let mut file = Cursor::new(Vec::new());
        let coloured = image::DynamicImage::ImageLuma8(picture.clone()).to_rgb8();
        coloured
            .write_to(&mut file, format)
            .expect("a format that is written");
        let (file, name) = (file.into_inner(), format.extensions_str()[0]);
        std::fs::write(folder.join(format!("code.{name}")), &file).expect("writable");
        let half = &file[..file.len() / 2];
        std::fs::write(folder.join(format!("half.{name}")), half).expect("writable");
    }
    // The width in a PNG's header: bytes 16 to 19.
    let mut huge = png;
    huge[16..20].copy_from_slice(&0x00ff_ffff_u32.to_be_bytes());
    std::fs::write(folder.join("huge.png"), huge).expect("writable");
}
