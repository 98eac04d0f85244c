//! What is not looked into, and why.

mod pictures;

use std::cell::Cell;
use std::time::Duration;

use image::ImageFormat;
use optic::{Limits, TooLarge, Unreadable, make};
use pictures::{file, grainy, read_image, sheet, still};

fn refusal(bytes: &[u8]) -> Unreadable {
    optic::read(bytes, &Limits::default(), &still).expect_err("must be refused")
}

/// A PNG file that states a size and holds one empty row of data.
fn png_stating(width: u32, height: u32) -> Vec<u8> {
    let mut header = width.to_be_bytes().to_vec();
    header.extend(height.to_be_bytes());
    header.extend([8, 0, 0, 0, 0]);
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut bytes, *b"IHDR", &header);
    chunk(&mut bytes, *b"IDAT", &[0x78, 0x9c, 0x03, 0, 0, 0, 0, 1]);
    chunk(&mut bytes, *b"IEND", &[]);
    bytes
}

fn chunk(bytes: &mut Vec<u8>, name: [u8; 4], data: &[u8]) {
    let mut body = name.to_vec();
    body.extend(data);
    bytes.extend(u32::try_from(data.len()).expect("short").to_be_bytes());
    bytes.extend(&body);
    bytes.extend(crc(&body).to_be_bytes());
}

/// CRC-32 as PNG wants it (ISO 3309).
fn crc(data: &[u8]) -> u32 {
    !data.iter().fold(!0u32, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            if crc & 1 == 1 {
                0xedb8_8320 ^ (crc >> 1)
            } else {
                crc >> 1
            }
        })
    })
}

#[test]
fn an_empty_file_is_not_a_picture() {
    assert_eq!(refusal(b""), Unreadable::NotAPicture);
}

#[test]
fn a_text_file_with_a_picture_name_is_not_a_picture() {
    assert_eq!(
        refusal("办件编号,申请人\n1,某某\n".as_bytes()),
        Unreadable::NotAPicture
    );
}

/// Drawing a document runs foreign drawings: never in the process that asks.
#[test]
fn a_document_is_left_to_the_worker() {
    assert_eq!(
        refusal(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
        Unreadable::NoWorker
    );
}

#[test]
fn a_picture_format_we_do_not_read_is_said_to_be_one() {
    for bytes in [
        &b"qoif\0\0\0\x20\0\0\0\x20\x03\0"[..],
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
        b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf",
    ] {
        assert_eq!(refusal(bytes), Unreadable::OtherFormat);
    }
}

#[test]
fn a_bomb_is_refused_by_its_header() {
    let found = 2_500_000_000;
    let limit = 110_000_000;
    assert_eq!(
        refusal(&png_stating(50_000, 50_000)),
        Unreadable::TooLarge(TooLarge::Pixels { found, limit })
    );
}

#[test]
fn a_stated_size_without_the_pixels_for_it_is_broken() {
    assert_eq!(refusal(&png_stating(8_000, 8_000)), Unreadable::Broken);
}

#[test]
fn a_file_over_the_limit_is_refused_unopened() {
    let limits = Limits {
        file_bytes: 10,
        ..Limits::default()
    };
    let refused = optic::read(b"01234567890", &limits, &still);
    let reason = TooLarge::Bytes {
        found: 11,
        limit: 10,
    };
    assert_eq!(refused, Err(Unreadable::TooLarge(reason)));
}

#[test]
fn memory_is_bounded_for_every_format() {
    let limits = Limits {
        memory: 10_000,
        ..Limits::default()
    };
    let page = sheet(200, 200, 255);
    for format in [
        ImageFormat::Png,
        ImageFormat::Jpeg,
        ImageFormat::Bmp,
        ImageFormat::Tiff,
    ] {
        let refused = optic::read(&file(&page, format), &limits, &still);
        let reason = TooLarge::Memory { limit: 10_000 };
        assert_eq!(refused, Err(Unreadable::TooLarge(reason)), "{format:?}");
    }
}

#[test]
fn thin_and_tiny_pictures_are_too_small() {
    let tiny = refusal(&file(&sheet(1, 1, 0), ImageFormat::Png));
    assert_eq!(
        tiny,
        Unreadable::TooSmall {
            width: 1,
            height: 1
        }
    );
    let strip = refusal(&file(&sheet(19, 600, 0), ImageFormat::Png));
    assert_eq!(
        strip,
        Unreadable::TooSmall {
            width: 19,
            height: 600
        }
    );
    let enough = read_image(&sheet(20, 20, 0));
    assert!(enough.codes.is_empty());
}

#[test]
fn a_png_cut_short_is_truncated_wherever_it_is_cut() {
    let whole = make::png("ZC1:ABC", 8, 4).expect("short enough");
    // Up to the header's end, in the pixels, and just before the last of them.
    let pixels_end = whole.len() - 12 - 4;
    for length in [12, 20, 33, 60, whole.len() / 2, pixels_end - 8] {
        assert_eq!(
            refusal(&whole[..length]),
            Unreadable::Truncated,
            "{length} bytes"
        );
    }
}

#[test]
fn a_jpeg_cut_short_never_gives_another_text() {
    let mut page = sheet(600, 600, 255);
    pictures::lay(&mut page, "整张", 6, 30, 30);
    let whole = file(&page, ImageFormat::Jpeg);
    for length in (4..whole.len()).step_by(1499) {
        match optic::read(&whole[..length], &Limits::default(), &still) {
            Ok(reading) => assert!(reading.codes.iter().all(|code| code.text == "整张")),
            Err(refused) => {
                assert!(matches!(
                    refused,
                    Unreadable::Truncated | Unreadable::Broken
                ));
            }
        }
    }
}

#[test]
fn garbage_behind_a_picture_signature_is_refused_and_nothing_panics() {
    let starts: [&[u8]; 6] = [
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"RIFF\x40\0\0\0WEBPVP8 ",
        b"BM",
        b"GIF89a",
        b"II*\0\x08\0\0\0",
    ];
    for (start, seed) in starts.iter().zip(0..) {
        for round in 0..40 {
            let mut bytes = start.to_vec();
            bytes.extend(pictures::noise(seed * 1000 + round).take(300));
            let read = optic::read(&bytes, &Limits::default(), &still);
            assert!(read.is_err_and(|refused| refused != Unreadable::TimedOut));
        }
    }
}

#[test]
fn the_search_ends_when_time_is_up_and_a_code_already_found_counts() {
    let asked = Cell::new(0u32);
    // Each look at the clock finds 400 ms gone.
    let clock = || {
        asked.set(asked.get() + 1);
        Duration::from_millis(400) * asked.get()
    };
    let noise = file(&grainy(&sheet(300, 300, 128), 127, 1), ImageFormat::Png);
    let late = optic::read(&noise, &Limits::default(), &clock);
    assert_eq!(late, Err(Unreadable::TimedOut));
    assert_eq!(
        asked.get(),
        4,
        "started at 0.4 s, two further passes, over at 1.6 s"
    );

    let no_time = Limits {
        decoding: Duration::ZERO,
        ..Limits::default()
    };
    let code = make::png("及时", 6, 4).expect("short enough");
    let reading = optic::read(&code, &no_time, &clock).expect("the first pass always runs");
    assert_eq!(reading.codes.len(), 1);
}

#[test]
fn a_frame_whose_length_and_size_disagree_is_refused() {
    let frame = vec![0; 100 * 100];
    assert_eq!(
        optic::read_frame(&frame, 100, 101, 0),
        Err(Unreadable::Broken)
    );
    assert_eq!(
        optic::read_frame(&frame[..1000], 10, 100, 0),
        Err(Unreadable::TooSmall {
            width: 10,
            height: 100
        })
    );
}

#[test]
fn every_refusal_has_a_code_of_its_own() {
    let limit = 1;
    let found = 2;
    let all = [
        Unreadable::NotAPicture,
        Unreadable::OtherFormat,
        Unreadable::Locked,
        Unreadable::NoWorker,
        Unreadable::Died,
        Unreadable::TooLarge(TooLarge::Bytes { found, limit }),
        Unreadable::TooLarge(TooLarge::Pixels { found, limit }),
        Unreadable::TooLarge(TooLarge::Memory { limit }),
        Unreadable::TooSmall {
            width: 1,
            height: 1,
        },
        Unreadable::Truncated,
        Unreadable::Broken,
        Unreadable::TimedOut,
    ];
    let codes: std::collections::BTreeSet<_> = all.iter().map(Unreadable::code).collect();
    assert_eq!(codes.len(), all.len());
}

/// The smaller relatives carry so little redundancy that noise becomes one of them. That the pictures hold one is shown
/// by the same decoder with its relatives switched on.
#[test]
fn micro_and_rectangular_codes_are_not_taken_for_codes() {
    let pictures: [&[u8]; 2] = [
        include_bytes!("pictures/micro.png"),
        include_bytes!("pictures/rectangular.png"),
    ];
    for picture in pictures {
        let grey = image::load_from_memory(picture)
            .expect("a picture")
            .to_luma8();
        let relatives = zxingcpp::read().formats(zxingcpp::BarcodeFormat::QRCode);
        let (width, height) = grey.dimensions();
        let lum = zxingcpp::ImageFormat::Lum;
        let view = zxingcpp::ImageView::from_slice(grey.as_raw(), width, height, lum);
        let found = relatives.from(view.expect("a view")).expect("read");
        assert_eq!(found[0].text(), "ZC-4654");
        assert!(pictures::read(picture).codes.is_empty());
    }
}
