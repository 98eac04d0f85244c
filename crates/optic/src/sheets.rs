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
    /// Told when a file of pages was opened, after each picture was loaded and after each was looked into, with what has been found so far.
    pub step: &'a mut dyn FnMut(Step, &Reading),
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// A file of several pages was opened: so many are looked into. The first is drawn.
    Opened(u32),
    /// A picture is in memory: the looking begins.
    Loaded,
    /// It was looked into; the next page is drawn.
    Looked,
}

/// As [`crate::read`], without the first `skip` pages; documents are for who has a worker's means.
pub(crate) fn read(
    (bytes, skip): (&[u8], u32),
    limits: &Limits,
    now: &dyn Fn() -> Duration,
    mut beside: Option<Beside<'_>>,
) -> Result<Reading, Unreadable> {
    load::check_length(bytes, limits)?;
    match form::of(bytes)? {
        Form::Document if beside.is_none() => Err(Unreadable::NoWorker),
        Form::Document => {
            let pdf = document::open(bytes)?;
            let all = u32::try_from(pdf.pages().len()).unwrap_or(u32::MAX);
            let left = opened(all, skip, limits, &mut beside);
            let pages = document::pages(&pdf, skip, limits);
            look(pages, left, limits, now, beside)
        }
        Form::Picture(ImageFormat::Tiff) => {
            let (pages, behind) = tiff::directories(bytes, limits.pages as usize);
            if pages.is_empty() {
                // Another kind of TIFF, or none: the decoder says which.
                let only = iter::once_with(|| load::load(bytes, ImageFormat::Tiff, limits));
                return look(only, behind, limits, now, beside);
            }
            let all = u32::try_from(pages.len()).unwrap_or(u32::MAX);
            let left = opened(all.saturating_add(behind), skip, limits, &mut beside);
            let pages = pages.into_iter().skip(skip as usize).map(|at| {
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

/// Says how many pages come; answers how many lie behind the limit, which the first worker counts.
fn opened(all: u32, skip: u32, limits: &Limits, beside: &mut Option<Beside<'_>>) -> u32 {
    let left = match skip {
        0 => all.saturating_sub(limits.pages),
        _ => 0,
    };
    let begun = Reading {
        left,
        ..Reading::default()
    };
    if let Some(beside) = beside {
        (beside.step)(Step::Opened(all.min(limits.pages)), &begun);
    }
    left
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
