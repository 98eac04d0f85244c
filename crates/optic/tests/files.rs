//! Files as cameras, scanners, phones and web pages make them.

mod pictures;

use std::io::Cursor;

use image::codecs::gif::GifEncoder;
use image::{Frame, GrayImage, ImageBuffer, ImageFormat, Luma, RgbaImage};
use optic::{Limits, Unreadable};
use pictures::{file, lay, paper, read, sheet, still, texts};

fn page(text: &str) -> GrayImage {
    let mut page = sheet(320, 320, 255);
    lay(&mut page, text, 6, 20, 20);
    page
}

fn clear(page: &GrayImage) -> RgbaImage {
    image::DynamicImage::ImageLuma8(page.clone()).into_rgba8()
}

#[test]
fn every_page_of_a_scanners_tiff_is_read() {
    let pages = [page("第一页"), sheet(200, 200, 255), page("第三页")];
    let reading = read(&paper::tiff(&pages));
    assert_eq!(texts(&reading), ["第一页", "第三页"]);
    assert_eq!((reading.pages, reading.left), (3, 0));
}

#[test]
fn pages_behind_the_limit_are_counted_and_a_chain_that_bites_its_tail_ends() {
    let pages: Vec<GrayImage> = ["一", "二", "三", "四"].map(page).into();
    let limits = Limits {
        pages: 2,
        ..Limits::default()
    };
    let reading = optic::read(&paper::tiff(&pages), &limits, &still).expect("a good picture");
    assert_eq!(texts(&reading), ["一", "二"]);
    assert_eq!((reading.pages, reading.left), (2, 2));
    let mut ring = paper::tiff(&[page("环")]);
    let first = ring[4..8].to_vec();
    let end = ring.len();
    ring[end - 4..].copy_from_slice(&first);
    assert_eq!(texts(&read(&ring)), ["环"]);
}

#[test]
fn a_page_that_is_damaged_does_not_hide_the_others() {
    let mut bytes = paper::tiff(&[page("好"), page("坏")]);
    // The second directory says a strip that lies outside the file.
    let at = bytes.len() - 4 - 12 * 4 + 8;
    bytes[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
    let reading = read(&bytes);
    assert_eq!(texts(&reading), ["好"]);
    assert_eq!((reading.pages, reading.left), (1, 1));
}

#[test]
fn sixteen_bits_a_pixel_are_read() {
    let deep = ImageBuffer::<Luma<u16>, Vec<u16>>::from_fn(320, 320, {
        let page = page("十六位");
        move |x, y| Luma([u16::from(page.get_pixel(x, y).0[0]) * 257])
    });
    let mut bytes = Cursor::new(Vec::new());
    deep.write_to(&mut bytes, ImageFormat::Png)
        .expect("encodes in memory");
    assert_eq!(texts(&read(&bytes.into_inner())), ["十六位"]);
}

/// BITMAPINFOHEADER: a negative height says that the first row is the top one.
#[test]
fn a_bitmap_from_the_top_down_is_read_upright() {
    let mut wide = sheet(700, 320, 255);
    lay(&mut wide, "左", 6, 20, 20);
    lay(&mut wide, "右", 6, 400, 20);
    let bytes = file(&wide, ImageFormat::Bmp);
    let offset = u32::from_le_bytes(bytes[10..14].try_into().expect("four")) as usize;
    let row = (bytes.len() - offset) / 320;
    let mut down = bytes[..offset].to_vec();
    down[22..26].copy_from_slice(&(-320i32).to_le_bytes());
    for line in bytes[offset..].chunks(row).rev() {
        down.extend(line);
    }
    let reading = read(&down);
    assert_eq!(texts(&reading), ["左", "右"]);
    let (_, y) = reading.codes[0].corners[0];
    assert!((38..60).contains(&y), "at the top: {y}");
}

/// Messengers append what they like.
#[test]
fn bytes_behind_a_picture_do_no_harm() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Bmp] {
        let mut bytes = file(&page("尾巴"), format);
        bytes.extend(pictures::noise(7).take(5_000));
        assert_eq!(texts(&read(&bytes)), ["尾巴"], "{format:?}");
    }
}

/// A print shop's JPEG: four inks, inverted as Adobe writes them. Made with ImageMagick from a code of ours.
#[test]
fn a_jpeg_of_four_inks_is_read() {
    let bytes = include_bytes!("pictures/four-inks.jpg");
    assert!(bytes.windows(5).any(|part| part == b"Adobe"));
    assert_eq!(texts(&read(bytes)), ["ZC:CASE:L20260302-0A1B2C3D"]);
}

#[test]
fn of_a_moving_picture_the_first_frame_is_read() {
    let mut bytes = Vec::new();
    {
        let mut film = GifEncoder::new(&mut bytes);
        for text in ["先", "后"] {
            film.encode_frame(Frame::new(clear(&page(text))))
                .expect("encodes in memory");
        }
    }
    assert_eq!(texts(&read(&bytes)), ["先"]);
    assert_eq!(texts(&read(&webp(&["先", "后"]))), ["先"]);
}

/// An animated WebP (RFC 9649): frames of lossless pictures in their container.
fn webp(frames: &[&str]) -> Vec<u8> {
    let three = |value: u32| value.to_le_bytes()[..3].to_vec();
    let chunk = |name: &[u8; 4], body: &[u8]| {
        let mut whole = name.to_vec();
        whole.extend((body.len() as u32).to_le_bytes());
        whole.extend(body);
        whole.resize(whole.len().next_multiple_of(2), 0);
        whole
    };
    let canvas = [&[2, 0, 0, 0][..], &three(319), &three(319)].concat();
    let mut inside = [&b"WEBP"[..], &chunk(b"VP8X", &canvas)].concat();
    inside.extend(chunk(b"ANIM", &[255, 255, 255, 255, 0, 0]));
    for text in frames {
        let mut still = Cursor::new(Vec::new());
        clear(&page(text))
            .write_to(&mut still, ImageFormat::WebP)
            .expect("encodes in memory");
        let picture = &still.get_ref()[12..];
        let place = [
            three(0),
            three(0),
            three(319),
            three(319),
            three(100),
            vec![0],
        ]
        .concat();
        inside.extend(chunk(b"ANMF", &[&place, picture].concat()));
    }
    chunk(b"RIFF", &inside)
}

/// Ten thousand pixels a side in a few kilobytes: within the limit it is read, and costs what a picture may cost.
#[test]
fn a_hundred_megapixels_are_looked_into() {
    let mut huge = sheet(10_000, 10_000, 255);
    lay(&mut huge, "ZC:ITEM:0225:7", 40, 6_000, 7_000);
    let reading = read(&file(&huge, ImageFormat::Png));
    assert_eq!(texts(&reading), ["ZC:ITEM:0225:7"]);
    assert_eq!((reading.width, reading.height), (10_000, 10_000));
    let more = sheet(11_000, 10_001, 255);
    let refused = optic::read(&file(&more, ImageFormat::Png), &Limits::default(), &still);
    assert!(matches!(refused, Err(Unreadable::TooLarge(_))));
}
