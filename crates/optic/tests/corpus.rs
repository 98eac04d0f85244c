//! The fuzz corpus of pictures, replayed (`fuzz/`), and its seeds.

use std::io::Cursor;
use std::path::Path;

use image::ImageFormat;

#[path = "../../../fuzz/bodies/picture.rs"]
mod picture;
#[path = "../../../fuzz/bodies/replay.rs"]
mod replay;

#[test]
fn every_picture_of_the_corpus_is_read_or_refused_within_bounds() {
    replay::over("picture", picture::run);
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
