use std::collections::BTreeMap;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;
use std::time::Duration;

use domain::act::{Facts, Payload, StationEvent, Subject};
use store::slots::Slots;
use store::{Append, Draft as StoredDraft};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{Desk, locked};
use crate::draft::{Draft, show};
use crate::fault::{DeskFault, Outcome};
use crate::station::{self, Enrolment, MemberPassword, Sealing, Station};
use crate::view::{DraftRowView, PostView, SessionView};

impl Desk {
    /// Whether the folder is a station.
    #[must_use]
    pub fn is_enrolled(&self) -> bool {
        station::is_enrolled(&self.0.config.dir)
    }

    /// The realm the folder belongs to, once it is a station.
    #[must_use]
    pub fn realm(&self) -> Option<String> {
        let slots = Slots::load(&self.0.config.dir).ok()?;
        Some(slots.identity().realm)
    }

    /// 工号 that have a slot here.
    #[must_use]
    pub fn users(&self) -> Vec<String> {
        Slots::load(&self.0.config.dir)
            .map(|slots| slots.users())
            .unwrap_or_default()
    }

    /// Makes the folder a station.
    ///
    /// # Errors
    /// No backend, its refusal, or the disk's.
    pub async fn enrol(&self, code: &str, members: &[MemberPassword]) -> Outcome<()> {
        let remote = self.remote().ok_or_else(no_backend)?;
        station::enrol(
            &remote,
            &Enrolment {
                dir: &self.0.config.dir,
                code,
                members,
                machine: &self.0.edge.machine,
            },
        )
        .await
        .map_err(DeskFault::before_enrolment)
    }

    /// As [`Desk::enrol`] with one member, whose password is long enough.
    ///
    /// # Errors
    /// As [`Desk::enrol`], or a password too short.
    pub async fn enrol_first(&self, code: &str, member: MemberPassword) -> Outcome<()> {
        super::people::long_enough(&member.password)?;
        if member.user.trim().is_empty() {
            return Err(DeskFault::new(
                "unknown_user",
                "请输入第一名工作人员的工号。",
            ));
        }
        self.enrol(code, &[member]).await
    }

    /// The realm that the backend says it is: for the choice of a screen, not for belief.
    ///
    /// # Errors
    /// No backend, or one that says nothing readable.
    pub async fn asked_realm(&self) -> Outcome<String> {
        let remote = self.remote().ok_or_else(no_backend)?;
        let asked = remote.trust_list(None).await.map_err(DeskFault::from);
        let list = asked.map_err(DeskFault::before_enrolment)?.data.bytes;
        let read = list.and_then(|bytes| {
            let parsed = ::seal::ParsedMany::parse(&bytes.0).ok()?;
            ::seal::cbor::decode_strict::<::seal::TrustList>(parsed.payload()).ok()
        });
        read.map(|list| list.realm).ok_or_else(|| {
            let say = "应答的不是市平台，或版本不符。请核对平台地址。";
            DeskFault::new("bad_backend", say)
        })
    }

    /// Signs in: opens the slot (off the caller's thread), takes up the last draft, records it. Answers what the key derivation took.
    ///
    /// # Errors
    /// Not enrolled, unknown member, wrong password, or a folder that cannot be opened.
    pub async fn sign_in(&self, user: &str, password: &str) -> Outcome<Duration> {
        self.allow_clock()?;
        let (opened, key) = self.opened(user, password).await?;
        let station = opened.station(self.remote().as_ref()).await?;
        station.name_recovery(&mut Slots::load(station.store().dir())?)?;
        self.admit(&station).await?;
        let draft = last_draft(&station, self.now())?;
        *self
            .0
            .station
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Some(station.clone());
        *locked(&self.0.draft) = draft;
        locked(&self.0.unmasked).clear();
        *locked(&self.0.saved) = None;
        self.0.locked.store(false, Ordering::SeqCst);
        self.0.signed_in.store(true, Ordering::SeqCst);
        self.touch();
        self.record(&station, "sign_in", &[])?;
        *locked(&self.0.refreshed) = None;
        if let Some(remote) = self.remote() {
            remote.set_session(None).await;
        }
        self.0.nudge.notify_one();
        Ok(key)
    }

    async fn opened(&self, user: &str, password: &str) -> Outcome<(station::Unlocked, Duration)> {
        let dir = self.0.config.dir.clone();
        let factor = match Slots::load(&dir) {
            Ok(slots) => self.factor(&slots, user).await?,
            Err(_) => None,
        };
        let (user, password) = (user.to_owned(), Zeroizing::new(password.to_owned()));
        let machine = std::sync::Arc::clone(&self.0.edge.machine);
        let opened = tokio::task::spawn_blocking(move || {
            let key = station::Key {
                user: &user,
                password: &password,
                factor,
            };
            station::open(&dir, &key, &machine)
        });
        opened
            .await
            .map_err(|_| DeskFault::new("failed", "登录中断，请重试。"))?
    }

    /// Signs out. Drafts stay; what is unsent goes on being sent.
    ///
    /// # Errors
    /// The store's.
    pub fn sign_out(&self) -> Outcome<()> {
        let station = match self.is_locked() {
            true => self.any_station()?,
            false => self.station()?,
        };
        self.record(&station, "sign_out", &[])?;
        self.leave();
        Ok(())
    }

    /// Nobody is at the desk any more; the drafts stay.
    pub(crate) fn leave(&self) {
        self.0.signed_in.store(false, Ordering::SeqCst);
        self.0.locked.store(false, Ordering::SeqCst);
        locked(&self.0.unmasked).clear();
        locked(&self.0.files).clear();
        locked(&self.0.offered).clear();
        *locked(&self.0.draft) = Draft::new(Uuid::now_v7(), self.now());
    }

    /// Who is signed in, behind a locked window too.
    #[must_use]
    pub fn session(&self) -> Option<SessionView> {
        if !self.0.signed_in.load(Ordering::SeqCst) {
            return None;
        }
        let station = self.any_station().ok()?;
        let staff = station.staff()?;
        let city = &station.reference().city;
        let shown = |post: &wire::Post| PostView {
            code: post.code.clone(),
            name: post.name.clone(),
            outlet: city.outlet_name(&post.outlet),
            window: post.window.clone(),
        };
        Some(SessionView {
            user: staff.user.clone(),
            name: staff.name.clone(),
            post: shown(&station.post()?),
            posts: staff.posts.iter().map(shown).collect(),
        })
    }

    /// Takes another post; the draft stays.
    ///
    /// # Errors
    /// Nobody is signed in, or who is has no such post.
    pub fn choose_post(&self, code: &str) -> Outcome<()> {
        let station = self.station()?;
        station.choose_post(code);
        match station.post().is_some_and(|post| post.code == code) {
            true => Ok(()),
            false => Err(DeskFault::new(
                "post_unknown",
                "这个工号没有这个岗位。请核对岗位代码，或先联网更新人员名单。",
            )),
        }
    }

    /// Appends a station event: ids and codes only.
    pub(crate) fn record(
        &self,
        station: &Station,
        what: &str,
        detail: &[(&str, &str)],
    ) -> Outcome<()> {
        self.record_by(station, what, detail, None)
    }

    /// The same, with the second person who took part in it.
    pub(crate) fn record_by(
        &self,
        station: &Station,
        what: &str,
        detail: &[(&str, &str)],
        witness: Option<&str>,
    ) -> Outcome<()> {
        let detail: BTreeMap<String, String> = detail
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect();
        let payload = Payload::Station(StationEvent {
            what: what.to_owned(),
            detail,
        });
        let sealing = Sealing {
            station,
            subject: Subject::Station,
            base: Vec::new(),
            captured: self.captured(station),
            facts: Facts {
                rules: domain::decide::RULES,
                ..Facts::default()
            },
            witness: witness.map(str::to_owned),
            replaces: None,
        };
        station.store().append(|head| {
            let acts = sealing.seal(head, std::slice::from_ref(&payload))?;
            Ok((
                Append {
                    acts,
                    ..Append::default()
                },
                (),
            ))
        })?;
        self.0.nudge.notify_one();
        Ok(())
    }

    /// Unfinished drafts of this member.
    ///
    /// # Errors
    /// Nobody is signed in, the store's.
    pub fn drafts(&self) -> Outcome<Vec<DraftRowView>> {
        let station = self.station()?;
        let current = locked(&self.0.draft).id;
        let reference = station.reference();
        let today = domain::moment::day(self.now());
        let mut rows = Vec::new();
        for stored in station.store().drafts(Some(station.user()))? {
            let Ok(draft) = serde_json::from_slice::<Draft>(&stored.body) else {
                continue;
            };
            let item = super::pinned(&draft, &reference)
                .map_or("未选事项".to_owned(), |item| item.name.clone());
            let person = draft
                .party
                .as_ref()
                .map(|party| domain::identity::mask::name(&party.name));
            let time = show::clock(stored.updated_ms);
            let day = domain::moment::day(stored.updated_ms);
            rows.push(DraftRowView {
                id: draft.id.to_string(),
                item,
                person: person.unwrap_or_else(|| "未登记申请人".to_owned()),
                updated: if day == today {
                    time
                } else {
                    format!("{day} {}", &time[..5])
                },
                group: draft.member.map(|member| member.group),
                current: draft.id == current,
            });
        }
        Ok(rows)
    }

    /// Puts a draft on the desk; the one that was there stays a draft.
    ///
    /// # Errors
    /// No such draft.
    pub fn open_draft(&self, id: &str) -> Outcome<()> {
        let station = self.station()?;
        let id: Uuid = id.parse().map_err(|_| gone())?;
        let stored = station.store().draft_get(id)?.ok_or_else(gone)?;
        let draft = serde_json::from_slice(&stored.body).map_err(|_| gone())?;
        *locked(&self.0.draft) = draft;
        *locked(&self.0.saved) = None;
        locked(&self.0.unmasked).clear();
        Ok(())
    }

    /// The next citizen: an empty draft. The one that was there stays a draft, unless it is empty.
    ///
    /// # Errors
    /// Nobody is signed in.
    pub fn next(&self) -> Outcome<()> {
        self.station()?;
        *locked(&self.0.draft) = Draft::new(Uuid::now_v7(), self.now());
        *locked(&self.0.saved) = None;
        locked(&self.0.unmasked).clear();
        Ok(())
    }

    /// Throws the draft on the desk away; the screen has asked first. Recorded.
    ///
    /// # Errors
    /// The store's.
    pub fn discard_draft(&self) -> Outcome<()> {
        let station = self.station()?;
        let id = locked(&self.0.draft).id;
        if station.store().draft_get(id)?.is_some() {
            self.record(&station, "discard", &[("draft", &id.to_string())])?;
            station.store().draft_discard(id)?;
        }
        locked(&self.0.files).forget(id);
        self.next()
    }
}

pub(crate) fn keep_draft(station: &Station, draft: &Draft) -> Outcome<()> {
    let body = serde_json::to_vec(draft)
        .map_err(|_| DeskFault::new("draft_broken", "草稿无法保存。请重试。"))?;
    let stored = StoredDraft {
        id: draft.id,
        owner: station.user().to_owned(),
        body,
        updated_ms: draft.updated,
    };
    Ok(station.store().draft_put(&stored)?)
}

fn last_draft(station: &Station, now: i64) -> Outcome<Draft> {
    let stored = station.store().drafts(Some(station.user()))?;
    let newest = stored.into_iter().max_by_key(|draft| draft.updated_ms);
    Ok(newest
        .and_then(|draft| serde_json::from_slice(&draft.body).ok())
        .unwrap_or_else(|| Draft::new(Uuid::now_v7(), now)))
}

fn gone() -> DeskFault {
    DeskFault::new(
        "draft_gone",
        "这份草稿已不在本机。可能已经收件，请在“办件”里查找。",
    )
}

pub(crate) fn no_backend() -> DeskFault {
    DeskFault::new(
        "offline",
        "还没有市平台的地址，本机不能登记。请启动练习城市或设置 --backend。",
    )
}
