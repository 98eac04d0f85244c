//! A file as one picture after the other: loaded, looked into, told.

use std::iter;
use std::time::Duration;

use image::ImageFormat;

use crate::cascade::{self, Alone};
use crate::form::{self, Form};
use crate::load::{self, Picture};
use crate::order::reading_order;
use crate::{LAST_PASS, Limits, Reading, Unreadable, document, tiff};

/// What a worker process has that others have not.
pub(crate) struct Beside<'a> {
    /// The pass that may never end.
    pub alone: Alone<'a>,
    /// Told after each picture was loaded and after each was looked into, with what has been found so far.
    pub step: &'a mut dyn FnMut(Step, &Reading),
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// A picture is in memory: the looking begins.
    Loaded,
    /// It was looked into, or a document was opened: the next page is drawn.
    Looked,
}

/// As [`crate::read`]; documents are for who has a worker's means.
pub(crate) fn read(
    bytes: &[u8],
    limits: &Limits,
    now: &dyn Fn() -> Duration,
    mut beside: Option<Beside<'_>>,
) -> Result<Reading, Unreadable> {
    load::check_length(bytes, limits)?;
    match form::of(bytes)? {
        Form::Document if beside.is_none() => Err(Unreadable::NoWorker),
        Form::Document => {
            let pdf = document::open(bytes)?;
            if let Some(beside) = &mut beside {
                // From here on each page has its time.
                (beside.step)(Step::Looked, &Reading::default());
            }
            let left = behind(pdf.pages().len(), limits);
            look(document::pages(&pdf, limits), left, limits, now, beside)
        }
        Form::Picture(ImageFormat::Tiff) => {
            let (pages, left) = tiff::directories(bytes, limits.pages as usize);
            if pages.is_empty() {
                // Another kind of TIFF, or none: the decoder says which.
                let only = iter::once_with(|| load::load(bytes, ImageFormat::Tiff, limits));
                return look(only, left, limits, now, beside);
            }
            let pages = pages.into_iter().map(|at| {
                let page = tiff::alone(bytes, at);
                load::load(&page, ImageFormat::Tiff, limits)
            });
            look(pages, left, limits, now, beside)
        }
        Form::Picture(format) => {
            let only = iter::once_with(|| load::load(bytes, format, limits));
            look(only, 0, limits, now, beside)
        }
    }
}

fn behind(pages: usize, limits: &Limits) -> u32 {
    let all = u32::try_from(pages).unwrap_or(u32::MAX);
    all.saturating_sub(limits.pages)
}

/// Looks into one after the other. What goes wrong with one page is told only where no page had a code.
fn look(
    pictures: impl Iterator<Item = Result<Picture, Unreadable>>,
    left: u32,
    limits: &Limits,
    now: &dyn Fn() -> Duration,
    mut beside: Option<Beside<'_>>,
) -> Result<Reading, Unreadable> {
    let mut reading = Reading {
        left,
        ..Reading::default()
    };
    let mut wrong = None;
    for picture in pictures {
        if let Some(beside) = &mut beside {
            (beside.step)(Step::Loaded, &reading);
        }
        match picture.and_then(|picture| seen(&picture, limits, now, &mut beside, &mut reading)) {
            Ok(()) => reading.pages += 1,
            Err(error) => {
                reading.left += 1;
                wrong = wrong.or(Some(error));
            }
        }
        if let Some(beside) = &mut beside {
            (beside.step)(Step::Looked, &reading);
        }
    }
    match wrong {
        Some(error) if reading.codes.is_empty() => Err(error),
        _ => Ok(reading),
    }
}

/// One picture's codes come behind the others'.
fn seen(
    picture: &Picture,
    limits: &Limits,
    now: &dyn Fn() -> Duration,
    beside: &mut Option<Beside<'_>>,
    reading: &mut Reading,
) -> Result<(), Unreadable> {
    let end = now() + limits.decoding.saturating_sub(LAST_PASS);
    let alone = beside
        .as_mut()
        .map(|beside| &mut *beside.alone as Alone<'_>);
    let (tier, codes) = cascade::run(picture, &|| now() >= end, alone)?;
    reading.width = picture.width;
    reading.height = picture.height;
    reading.tier = reading.tier.or(tier);
    reading.codes.extend(reading_order(codes));
    Ok(())
}
