//! Codes as cameras see them: turned, noisy, small, inverted, faint, several at once.

mod pictures;

use image::{GrayImage, ImageFormat, Luma, imageops};
use optic::{Tier, make};
use pictures::{file, grainy, lay, read, read_image, sheet, texts, turned};

const TEXT: &str = "https://zwfw.example/办件/430400202611220001";

fn one_code(scale: u32) -> GrayImage {
    let mut page = sheet(480, 480, 255);
    lay(&mut page, TEXT, scale, 90, 90);
    page
}

#[test]
fn a_code_is_read_at_every_angle() {
    let page = one_code(6);
    for degrees in (0..360).step_by(30) {
        let reading = read_image(&turned(&page, f64::from(degrees)));
        assert_eq!(texts(&reading), [TEXT], "at {degrees} degrees");
    }
}

#[test]
fn a_mirrored_code_is_read() {
    assert_eq!(
        texts(&read_image(&imageops::flip_horizontal(&one_code(6)))),
        [TEXT]
    );
}

#[test]
fn grain_does_not_hide_a_code() {
    let page = turned(&one_code(6), 12.0);
    assert_eq!(texts(&read_image(&grainy(&page, 60, 3))), [TEXT]);
}

#[test]
fn light_on_dark_is_read() {
    let mut page = one_code(5);
    imageops::invert(&mut page);
    assert_eq!(texts(&read_image(&page)), [TEXT]);
}

#[test]
fn a_code_of_one_pixel_a_module_is_read() {
    let mut page = sheet(120, 120, 255);
    lay(&mut page, "ZC1:ABC", 1, 40, 30);
    assert_eq!(texts(&read_image(&page)), ["ZC1:ABC"]);
}

#[test]
fn a_faint_code_is_read() {
    let mut page = one_code(5);
    for pixel in page.iter_mut() {
        *pixel = if *pixel == 0 { 172 } else { 200 };
    }
    assert_eq!(texts(&read_image(&page)), [TEXT]);
}

#[test]
fn a_small_code_in_a_large_photo_is_read_and_located_in_full_size_pixels() {
    let mut page = sheet(4800, 3600, 235);
    lay(&mut page, TEXT, 6, 4000, 3000);
    let reading = read(&file(&grainy(&page, 10, 5), ImageFormat::Jpeg));
    assert_eq!(texts(&reading), [TEXT]);
    assert_eq!((reading.width, reading.height), (4800, 3600));
    let (x, y) = reading.codes[0].corners[0];
    assert!(
        (4014..=4034).contains(&x) && (3014..=3034).contains(&y),
        "{x}, {y}"
    );
}

#[test]
fn all_codes_of_a_page_are_found_in_reading_order() {
    let mut page = sheet(1400, 1000, 255);
    let places = [
        ("甲", 40, 60),
        ("乙", 500, 40),
        ("丙", 950, 70),
        ("丁", 60, 600),
        ("戊", 900, 560),
    ];
    for (text, x, y) in places {
        lay(&mut page, text, 8, x, y);
    }
    assert_eq!(texts(&read_image(&page)), ["甲", "乙", "丙", "丁", "戊"]);
}

#[test]
fn a_large_code_does_not_hide_a_tiny_one() {
    let mut page = sheet(1600, 1200, 255);
    lay(&mut page, "large", 30, 20, 20);
    lay(&mut page, "tiny", 2, 1400, 1000);
    assert_eq!(texts(&read_image(&page)), ["large", "tiny"]);
}

#[test]
fn two_equal_codes_on_one_page_are_two() {
    let mut page = sheet(900, 400, 255);
    lay(&mut page, "一式两份", 8, 20, 20);
    lay(&mut page, "一式两份", 8, 480, 20);
    assert_eq!(texts(&read_image(&page)), ["一式两份", "一式两份"]);
}

#[test]
fn every_picture_format_is_known_by_its_content() {
    let page = one_code(6);
    let formats = [
        ImageFormat::Jpeg,
        ImageFormat::Png,
        ImageFormat::WebP,
        ImageFormat::Bmp,
        ImageFormat::Gif,
        ImageFormat::Tiff,
    ];
    for format in formats {
        let bytes = match format {
            ImageFormat::Gif | ImageFormat::WebP => colour(&page, format),
            _ => file(&page, format),
        };
        assert_eq!(texts(&read(&bytes)), [TEXT], "{format:?}");
    }
}

fn colour(page: &GrayImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let page = image::DynamicImage::ImageLuma8(page.clone()).into_rgba8();
    page.write_to(&mut bytes, format)
        .expect("encodes in memory");
    bytes.into_inner()
}

#[test]
fn black_on_transparent_is_read_as_if_on_paper() {
    let code = make::draw(TEXT, 6, 4).expect("short enough");
    let (width, height) = code.dimensions();
    let clear = image::GrayAlphaImage::from_fn(width, height, |x, y| {
        let Luma([grey]) = *code.get_pixel(x, y);
        image::LumaA([0, 255 - grey])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    clear
        .write_to(&mut bytes, ImageFormat::Png)
        .expect("encodes in memory");
    assert_eq!(texts(&read(&bytes.into_inner())), [TEXT]);
}

#[test]
fn exif_orientation_turns_the_picture_upright() {
    let mut page = sheet(600, 400, 255);
    lay(&mut page, "左", 6, 20, 60);
    lay(&mut page, "右", 6, 380, 60);
    let stored = imageops::rotate270(&page);
    let upright = read(&with_orientation(&file(&stored, ImageFormat::Jpeg), 6));
    assert_eq!((upright.width, upright.height), (600, 400));
    assert_eq!(texts(&upright), ["左", "右"]);
    let as_stored = read(&file(&stored, ImageFormat::Jpeg));
    assert_eq!((as_stored.width, as_stored.height), (400, 600));
    assert_eq!(texts(&as_stored), ["右", "左"]);
}

/// Puts an EXIF segment with one tag, orientation (0x0112), after the start of a JPEG.
fn with_orientation(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    let mut out = jpeg[..2].to_vec();
    out.extend([0xff, 0xe1]);
    out.extend(u16::try_from(exif.len() + 2).expect("short").to_be_bytes());
    out.extend(exif);
    out.extend(&jpeg[2..]);
    out
}

#[test]
fn pictures_without_a_code_give_no_code() {
    for seed in 0..8 {
        let page = grainy(&sheet(640, 480, 128), 127, seed);
        let reading = read_image(&page);
        assert_eq!(
            (texts(&reading), reading.tier),
            (vec![], None),
            "seed {seed}"
        );
    }
}

#[test]
fn a_damaged_code_gives_nothing_rather_than_something_else() {
    for seed in 0..12 {
        let mut page = one_code(6);
        let hit = page.enumerate_pixels_mut().zip(pictures::noise(seed));
        for ((x, y, pixel), grey) in hit {
            if (170..260).contains(&x) && (170..260).contains(&y) {
                *pixel = Luma([grey]);
            }
        }
        let reading = read_image(&page);
        assert!(
            texts(&reading).iter().all(|text| *text == TEXT),
            "{:?}",
            texts(&reading)
        );
    }
}

#[test]
fn each_tier_reads_a_plain_frame() {
    let page = one_code(6);
    let (width, height) = page.dimensions();
    let tiers = [
        Tier::Half,
        Tier::Whole,
        Tier::Global,
        Tier::Sharp,
        Tier::Dark,
        Tier::Double,
    ];
    for tier in tiers {
        let codes = optic::read_luma(page.as_raw(), width, height, tier).expect("a good frame");
        assert_eq!(codes.len(), 1, "{}", tier.name());
        assert_eq!(codes[0].text, TEXT, "{}", tier.name());
        let (x, y) = codes[0].corners[0];
        assert!(
            (104..=124).contains(&x) && (104..=124).contains(&y),
            "{}",
            tier.name()
        );
    }
}

#[test]
fn a_blurred_frame_is_read_by_the_sharp_pass_only_after_misses() {
    let page = imageops::blur(&one_code(3), 1.8);
    let (width, height) = page.dimensions();
    let frame = |missed| {
        let codes = optic::read_frame(page.as_raw(), width, height, missed);
        codes.expect("a good frame").len()
    };
    assert_eq!((frame(0), frame(1), frame(2), frame(3)), (0, 0, 0, 1));
    assert_eq!(read_image(&page).tier.map(Tier::name), Some("sharp"));
}
