//! The citizen's phone and the switches of the practice city (design §8).

use std::path::PathBuf;
use std::sync::atomic::Ordering;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use store::slots::Slots;
use sync::{Options, Remote};
use wire::IssueCode;

use super::Desk;
use crate::fault::{DeskFault, Outcome};
use crate::practice;
use crate::view::{CodeView, PhoneCitizenView, PhoneView};

/// Pixels a module: read from a screen by a scanner gun.
const SCALE: u32 = 6;
/// Modules of margin, as GB/T 18284 asks.
const QUIET: u32 = 4;

impl Desk {
    /// 停机: the shell has stopped the practice backend, or started it again.
    pub fn set_stopped(&self, stopped: bool) {
        self.0.stopped.store(stopped, Ordering::SeqCst);
        self.0.nudge.notify_one();
    }

    /// Whether the shell has stopped the practice backend.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.0.stopped.load(Ordering::SeqCst)
    }

    /// Whether this folder belongs to the practice city; one that belongs to nobody yet will.
    #[must_use]
    pub fn is_practice(&self) -> bool {
        Slots::load(&self.0.config.dir)
            .map_or(true, |slots| slots.identity().realm == practice::REALM)
    }

    /// The citizen's phone: who can come, what can happen to a code. Without the backend, who ships with the program.
    ///
    /// # Errors
    /// Not the practice city.
    pub async fn phone(&self) -> Outcome<PhoneView> {
        self.practice_only()?;
        let asked = match self.phone_remote() {
            Ok(remote) => remote.practice_city().await.ok(),
            Err(_) => None,
        };
        let (citizens, scenes) = match asked {
            Some(reply) => (
                reply
                    .data
                    .citizens
                    .into_iter()
                    .map(|citizen| PhoneCitizenView {
                        key: citizen.key,
                        name: citizen.name,
                        note: citizen.note,
                        licences: citizen.licences,
                    })
                    .collect(),
                reply.data.scenes,
            ),
            None => (practice::citizens(), practice::scenes()),
        };
        let items = self.station().map(|station| {
            let reference = station.reference();
            let items = reference.catalogue.items.iter();
            items
                .map(|item| (item.short.clone(), item.name.clone()))
                .collect()
        });
        Ok(PhoneView {
            citizens,
            scenes,
            items: items.unwrap_or_default(),
            cut: self.is_cut(),
            stopped: self.is_stopped(),
            folder: self.phone_folder().display().to_string(),
        })
    }

    /// What the citizen's phone shows: `kind` is `opaque`, `signed`, or `draft` of an `item`. Kept as a PNG, too: synthetic data only.
    ///
    /// # Errors
    /// Not the practice city, no backend, its refusal, or the disk's.
    pub async fn phone_code(
        &self,
        citizen: &str,
        kind: &str,
        scene: &str,
        item: Option<&str>,
    ) -> Outcome<CodeView> {
        self.practice_only()?;
        let plain = |word: &str| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
        };
        if ![citizen, kind, scene].into_iter().all(plain) {
            return Err(DeskFault::new("malformed", "没有这位办事人或这种情形。"));
        }
        let code = self
            .phone_remote()?
            .practice_code(&IssueCode {
                citizen: citizen.to_owned(),
                kind: kind.to_owned(),
                scene: scene.to_owned(),
                licences: Vec::new(),
                item: item.map(str::to_owned),
            })
            .await?
            .data;
        let picture = optic::make::png(&code.text, SCALE, QUIET).map_err(|_| {
            DeskFault::new(
                "too_large",
                "凭证码内容太长，画不成一个二维码。请少勾选证照。",
            )
        })?;
        let file = self
            .phone_folder()
            .join(format!("{citizen}-{kind}-{scene}.png"));
        keep(&file, &picture)?;
        Ok(CodeView {
            picture: format!("data:image/png;base64,{}", STANDARD.encode(&picture)),
            seconds: (code.until - self.now()).div_euclid(1000).max(0),
            file: file.display().to_string(),
            text: code.text,
        })
    }

    /// The phone has a network of its own: 断网 cuts the counter off, not the citizen.
    fn phone_remote(&self) -> Outcome<Remote> {
        let counter = self.remote().ok_or_else(super::session::no_backend)?;
        Remote::new(counter.base(), Options::default()).map_err(|_| super::session::no_backend())
    }

    fn phone_folder(&self) -> PathBuf {
        self.0.config.dir.join("phone")
    }

    fn practice_only(&self) -> Outcome<()> {
        if self.is_practice() {
            return Ok(());
        }
        Err(DeskFault::new(
            "not_practice",
            "这是正式工作站，没有练习用的手机。请使用办事人出示的凭证码。",
        ))
    }
}

fn keep(file: &std::path::Path, picture: &[u8]) -> Outcome<()> {
    let disk = |_| DeskFault::new("disk_failed", "二维码图片没有存下来。请检查磁盘后重试。");
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).map_err(disk)?;
    }
    std::fs::write(file, picture).map_err(disk)
}
