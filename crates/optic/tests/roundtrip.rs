//! What is drawn is read back, whatever the text.

mod pictures;

use optic::make;
use pictures::{read, texts};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_text_comes_back(text in "(?s).{1,120}") {
        let picture = make::png(&text, 4, 4).expect("short enough");
        let reading = read(&picture);
        prop_assert_eq!(texts(&reading), vec![text]);
    }

    #[test]
    fn chinese_text_comes_back(text in "[\u{4e00}-\u{9fa5}，。（）〔〕0-9A-Za-z]{1,200}") {
        let picture = make::png(&text, 3, 4).expect("short enough");
        let reading = read(&picture);
        prop_assert_eq!(texts(&reading), vec![text]);
    }

    #[test]
    fn any_bytes_come_back(bytes in prop::collection::vec(any::<u8>(), 1..400)) {
        let picture = make::png(&bytes, 4, 4).expect("short enough");
        let reading = read(&picture);
        prop_assert_eq!(reading.codes.len(), 1);
        prop_assert_eq!(&reading.codes[0].bytes, &bytes);
    }
}

#[test]
fn text_with_a_zero_byte_is_not_cut_there() {
    let picture = make::png("前\0后", 4, 4).expect("short enough");
    assert_eq!(texts(&read(&picture)), ["前\0后"]);
}

#[test]
fn base45_text_is_packed_as_alphanumeric_and_stays_small() {
    // 276 characters over the whole Base45 alphabet.
    let text = "ZC1:0123456789ABCDEFGHIJKLMNOPQRSTUVWX $%*+-./".repeat(6);
    let symbol = make::Symbol::new(&text).expect("short enough");
    assert_eq!(symbol.version(), 10);
    assert_eq!(
        make::Symbol::new(text.to_lowercase()).map(|bytes| bytes.version()),
        Ok(12)
    );
    let picture = make::png(&text, 3, 4).expect("short enough");
    assert_eq!(texts(&read(&picture)), [text]);
}

#[test]
fn the_largest_symbol_full_of_noise_comes_back_and_one_byte_more_is_refused() {
    let noise: Vec<u8> = pictures::noise(7).take(2953).collect();
    let symbol = make::Symbol::new(&noise).expect("level L holds 2,953 bytes");
    assert_eq!((symbol.version(), symbol.side()), (40, 177));
    let reading = read(&make::png(&noise, 4, 4).expect("as above"));
    assert_eq!(reading.codes.len(), 1);
    assert_eq!(reading.codes[0].bytes, noise);
    let more: Vec<u8> = pictures::noise(7).take(2954).collect();
    assert_eq!(make::png(more, 4, 4), Err(make::TooLong));
}

#[test]
fn drawing_is_held_within_its_largest_size() {
    let picture = make::draw("1", 4_000_000, 4_000_000).expect("short enough");
    assert_eq!(
        picture.dimensions(),
        ((21 + 2 * 16) * 40, (21 + 2 * 16) * 40)
    );
}

#[test]
fn corners_are_where_the_symbol_stands() {
    let reading = read(&make::png("门牌", 10, 4).expect("short enough"));
    let (near, far) = (40, 250);
    let expected = [(near, near), (far, near), (far, far), (near, far)];
    for (corner, expected) in reading.codes[0].corners.iter().zip(expected) {
        let (dx, dy) = (corner.0 - expected.0, corner.1 - expected.1);
        assert!(
            dx.abs() <= 10 && dy.abs() <= 10,
            "{corner:?} is not near {expected:?}"
        );
    }
    assert_eq!((reading.width, reading.height), (290, 290));
}
