//! What the gun of this machine sends around its codes: learnt from a scan of the sample, kept beside the station.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use desk::{DeskFault, Outcome, picture};
use devices::gun::keep::{self, Affixes};
use devices::gun::lesson::{self, Mistake};
use devices::gun::{Config, Sign};
use serde::Serialize;

/// The setting that the next key is judged by, where there is another one than before.
#[derive(Debug, Clone, Default)]
pub struct Orders(Arc<Mutex<Option<Config>>>);

impl Orders {
    /// The new setting; once.
    #[cfg_attr(not(target_os = "linux"), expect(dead_code))]
    pub fn take(&self) -> Option<Config> {
        locked(&self.0).take()
    }

    fn give(&self, config: Config) {
        *locked(&self.0) = Some(config);
    }
}

/// The gun's setting as the screen shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GunView {
    /// Keys of a gun are heard on this system.
    heard: bool,
    /// The picture of the sample while a lesson is on.
    sample: Option<String>,
    /// Keys before each code, in words.
    prefix: Vec<String>,
    /// Keys after each code, in words.
    suffix: Vec<String>,
}

/// What a scan in a lesson came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LessonView {
    /// `learnt`, `other_code`, `capitals`, `too_many`, `not_saved`.
    outcome: &'static str,
    /// The setting after it.
    gun: GunView,
}

/// The gun's setting of this machine.
#[derive(Debug)]
pub struct Teaching {
    file: PathBuf,
    orders: Orders,
    held: Mutex<Held>,
}

#[derive(Debug)]
struct Held {
    affixes: Affixes,
    lesson: bool,
}

impl Teaching {
    /// As it was kept in this file.
    #[must_use]
    pub fn new(file: PathBuf) -> Self {
        let held = Held {
            affixes: keep::load(&file),
            lesson: false,
        };
        let teaching = Self {
            file,
            orders: Orders::default(),
            held: Mutex::new(held),
        };
        teaching.order();
        teaching
    }

    /// Where the recogniser finds its setting.
    #[must_use]
    pub fn orders(&self) -> Orders {
        self.orders.clone()
    }

    /// For the screen.
    #[must_use]
    pub fn view(&self) -> GunView {
        let held = locked(&self.held);
        let words = |signs: &[Sign]| signs.iter().map(|sign| sign.words()).collect();
        // The sample is a constant that fits.
        let sample = || picture::draw(lesson::SAMPLE).ok();
        GunView {
            heard: cfg!(target_os = "linux"),
            sample: held.lesson.then(sample).flatten(),
            prefix: words(&held.affixes.prefix),
            suffix: words(&held.affixes.suffix),
        }
    }

    /// The next scan is a lesson.
    pub fn begin(&self) {
        locked(&self.held).lesson = true;
        self.order();
    }

    /// No lesson any more.
    pub fn stop(&self) {
        locked(&self.held).lesson = false;
        self.order();
    }

    /// Nothing but Enter, as out of the box.
    ///
    /// # Errors
    /// The disk's.
    pub fn reset(&self) -> Outcome<()> {
        self.keep(Affixes::default()).map_err(|_| {
            let say = "扫码枪的设置没有写进本机磁盘，没有改。请检查磁盘空间后重试。";
            DeskFault::new("gun_not_saved", say)
        })?;
        self.stop();
        Ok(())
    }

    /// What a scan teaches; nothing where no lesson is on, and then it is a code.
    pub fn hear(&self, signs: &[Sign]) -> Option<LessonView> {
        if !locked(&self.held).lesson {
            return None;
        }
        let outcome = match lesson::learn(signs) {
            Ok(affixes) => match self.keep(affixes) {
                Ok(()) => "learnt",
                Err(_) => "not_saved",
            },
            Err(Mistake::OtherCode) => "other_code",
            Err(Mistake::Capitals) => "capitals",
            Err(Mistake::TooMany) => "too_many",
        };
        if outcome == "learnt" {
            self.stop();
        }
        Some(LessonView {
            outcome,
            gun: self.view(),
        })
    }

    fn keep(&self, affixes: Affixes) -> std::io::Result<()> {
        keep::save(&self.file, &affixes)?;
        locked(&self.held).affixes = affixes;
        Ok(())
    }

    fn order(&self) {
        let held = locked(&self.held);
        self.orders.give(Config {
            lesson: held.lesson,
            ..held.affixes.clone().config()
        });
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signs(text: &str) -> Vec<Sign> {
        text.chars().map(Sign::Print).collect()
    }

    #[test]
    fn a_lesson_is_learnt_once_kept_and_taken_back() {
        let dir = tempfile::tempdir().expect("temp");
        let file = dir.path().join("gun.json");
        let teaching = Teaching::new(file.clone());
        assert_eq!(teaching.hear(&signs(lesson::SAMPLE)), None, "no lesson");
        teaching.begin();
        assert!(teaching.orders().take().is_some_and(|config| config.lesson));
        let other = teaching.hear(&signs("ZC:ITEM:0225:1")).expect("a lesson");
        assert_eq!(other.outcome, "other_code");
        assert!(other.gun.sample.is_some(), "it goes on");
        let sent = signs(&format!("~{}#", lesson::SAMPLE));
        let learnt = teaching.hear(&sent).expect("a lesson");
        assert_eq!(
            (learnt.outcome, learnt.gun.prefix, learnt.gun.suffix),
            ("learnt", vec!["~".to_owned()], vec!["#".to_owned()])
        );
        assert_eq!(teaching.hear(&sent), None, "it is over");
        let again = Teaching::new(file.clone());
        let config = again.orders().take().expect("a setting from the start");
        assert_eq!(
            (config.prefix, config.lesson),
            (vec![Sign::Print('~')], false)
        );
        again.reset().expect("written");
        assert_eq!(Teaching::new(file).view().prefix, Vec::<String>::new());
    }

    #[test]
    fn what_cannot_be_kept_is_said_and_changes_nothing() {
        let dir = tempfile::tempdir().expect("temp");
        let teaching = Teaching::new(dir.path().join("none").join("gun.json"));
        teaching.begin();
        let sent = signs(&format!("~{}", lesson::SAMPLE));
        let lesson = teaching.hear(&sent).expect("a lesson");
        assert_eq!(lesson.outcome, "not_saved");
        assert!(lesson.gun.prefix.is_empty());
        assert_eq!(
            teaching.reset().expect_err("no folder").code,
            "gun_not_saved"
        );
    }
}
