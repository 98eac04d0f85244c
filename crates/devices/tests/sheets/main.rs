//! Synthetic pages at known places, turned by known angles, sharp and soft.

mod sheet;

use devices::page::{
    Finding, Point, Quad, check, cut, is_whole, jpeg, paper, ready, sharpness, skew, thumbnail,
    turned,
};
use image::buffer::ConvertBuffer as _;
use image::{GrayImage, Luma, RgbImage};
use proptest::prelude::*;

use crate::sheet::{Laid, sheet};

fn grey(picture: &RgbImage) -> GrayImage {
    picture.convert()
}

fn furthest(found: &Quad, wanted: &Quad) -> f32 {
    let apart = |(a, b): (&Point, &Point)| (a.0 - b.0).hypot(a.1 - b.1);
    found.0.iter().zip(&wanted.0).map(apart).fold(0.0, f32::max)
}

#[test]
fn s75_the_sheet_is_found_to_a_pixel_wherever_it_lies() {
    for angle in [-14.0_f32, -7.3, -1.1, 0.0, 0.4, 3.0, 9.5, 17.0] {
        let laid = Laid::turned(angle);
        let found = paper(&grey(&sheet(&laid))).expect("a sheet lies there");
        let apart = furthest(&found, &laid.corners());
        assert!(apart <= 2.5, "{angle}°: a corner is {apart} px off");
        let off = (found.angle() - angle).abs();
        assert!(off <= 0.15, "{angle}°: {off}° off");
    }
}

#[test]
fn s75_what_is_cut_out_is_level_and_has_the_sheets_size() {
    for angle in [-9.0_f32, -2.5, 4.0, 11.0] {
        let laid = Laid::turned(angle);
        let page = ready(&sheet(&laid));
        let (width, height) = (page.picture.width() as f32, page.picture.height() as f32);
        let size = laid.size();
        assert!((width - size.0).abs() <= 3.0, "{angle}°: {width} wide");
        assert!((height - size.1).abs() <= 3.0, "{angle}°: {height} high");
        let left = skew(&grey(&page.picture)).expect("there is text");
        assert!(left.abs() <= 0.3, "{angle}°: {left}° left");
    }
}

#[test]
fn s75_lines_of_text_tell_how_far_a_page_leans() {
    for angle in [-8.0_f32, -3.2, -0.7, 0.0, 0.5, 2.2, 6.9] {
        // Nothing but paper in sight: the edges say nothing.
        let laid = Laid {
            scale: 2.2,
            ..Laid::turned(angle)
        };
        let picture = grey(&sheet(&laid));
        assert!(paper(&picture).is_none(), "{angle}°: no edge is in sight");
        let found = skew(&picture).expect("there is text");
        assert!((found - angle).abs() <= 0.5, "{angle}°: found {found}°");
    }
}

#[test]
fn s75_a_soft_page_is_told_from_a_sharp_one_in_any_light() {
    for (ink, paper) in [(20, 245), (60, 200), (90, 160)] {
        let laid = Laid {
            ink,
            paper,
            ground: paper / 4,
            ..Laid::turned(2.0)
        };
        let sharp = ready(&sheet(&laid)).picture;
        let soft = imageproc::filter::gaussian_blur_f32(&sharp, 3.0);
        let [clear, dim] = [&sharp, &soft].map(|page| sharpness(&grey(page)).expect("text"));
        assert!(clear > 3.0 * dim, "{paper}: {clear} beside {dim}");
        assert!(!check(&grey(&sharp)).contains(&Finding::Blurred), "{clear}");
        assert!(check(&grey(&soft)).contains(&Finding::Blurred), "{dim}");
    }
}

#[test]
fn s75_a_page_of_too_few_pixels_and_an_empty_one_are_named() {
    let page = ready(&sheet(&Laid::turned(0.0))).picture;
    let small = thumbnail(&page, 800);
    let found = check(&grey(&small));
    let dpi = found.iter().find_map(|finding| match finding {
        Finding::Small(dpi) => Some(*dpi),
        _ => None,
    });
    assert!(dpi.is_some_and(|dpi| (60..72).contains(&dpi)), "{found:?}");
    let empty = GrayImage::from_pixel(1300, 1800, Luma([238]));
    assert_eq!(check(&empty), vec![Finding::Blank]);
}

#[test]
fn s75_nothing_is_cut_where_no_sheet_stands_out() {
    let even = RgbImage::from_pixel(900, 700, image::Rgb([120; 3]));
    let page = ready(&even);
    assert!(page.quad.is_none());
    assert_eq!(page.picture, even, "the original stands");
    // A round thing is no sheet.
    let plate = RgbImage::from_fn(900, 700, |x, y| {
        let far = (x as f32 - 450.0).hypot(y as f32 - 350.0);
        image::Rgb([if far < 260.0 { 240 } else { 40 }; 3])
    });
    assert!(paper(&grey(&plate)).is_none());
}

#[test]
fn four_quarters_are_a_whole_turn() {
    let page = sheet(&Laid::turned(3.0));
    let mut round = page.clone();
    for _ in 0..4 {
        round = turned(&round, 1);
    }
    assert_eq!(round, page);
    assert_eq!(turned(&page, 3).dimensions(), (page.height(), page.width()));
}

#[test]
fn a_file_that_is_still_being_written_is_not_whole() {
    let page = sheet(&Laid::turned(0.0));
    let mut whole = jpeg(&thumbnail(&page, 300), 80).expect("a JPEG");
    for part in [0, 1, 10, whole.len() / 2, whole.len() - 1] {
        assert!(!is_whole(&whole[..part]), "{part} bytes");
    }
    assert!(is_whole(&whole));
    whole.extend([0; 512]);
    assert!(is_whole(&whole), "filled up to a sector");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10, max_shrink_iters: 8, ..ProptestConfig::default() })]

    /// Wherever and however large: corners within three pixels, the angle within half a degree.
    #[test]
    fn s75_any_sheet_is_found(
        angle in -18.0_f32..18.0,
        scale in 0.55_f32..0.85,
        aside in -40.0_f32..40.0,
        ground in 10_u8..90,
        noise in 0_u8..12,
    ) {
        let laid = Laid { scale, aside, ground, noise, ..Laid::turned(angle) };
        let found = paper(&grey(&sheet(&laid)));
        prop_assert!(found.is_some());
        let found = found.expect("checked");
        prop_assert!(furthest(&found, &laid.corners()) <= 3.0, "{found:?} for {:?}", laid.corners());
        prop_assert!((found.angle() - angle).abs() <= 0.5);
    }

    /// Hostile corners are answered with a picture, never with a panic.
    #[test]
    fn any_corners_are_survived(corners in prop::array::uniform8(-900.0_f32..1800.0)) {
        let [a, b, c, d, e, f, g, h] = corners;
        let quad = Quad([(a, b), (c, d), (e, f), (g, h)]);
        let small = RgbImage::from_pixel(120, 90, image::Rgb([200; 3]));
        prop_assert!(cut(&small, &quad).width() > 0);
    }
}
