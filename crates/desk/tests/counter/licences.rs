//! Licences behind a code: what stands closes its line, what does not says why and what to do; what was used before is
//! had again on its consent; what sources disagree about is decided by the clerk.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use backend::Care;
use backend::platform::{Answer, Granted, Platform, PlatformFault, Take, Use};
use desk::Words;
use desk::view::{DeskView, FieldView, MaterialView, ScanView};
use devices::id_reader::{Card, CardKind, Term};
use sync::{Options, Remote};
use tokio::sync::Notify;
use wire::IssueCode;

use crate::city::{City, ID, NAME};

const DAY_MS: i64 = 86_400_000;
const CARD: &str = "居民身份证";
const HOUSE: &str = "不动产权证书";
const CHILD: &str = "430400202306150018";

/// Short names with their values, or why there are none.
type Held = Result<BTreeMap<String, String>, PlatformFault>;

/// A licence platform that gives what the test says.
#[derive(Debug, Default)]
struct Scripted {
    licences: Mutex<BTreeMap<String, Held>>,
    /// Types in the order in which they were fetched.
    fetched: Mutex<Vec<String>>,
}

impl Scripted {
    /// 陈思远's card and house as they should be.
    fn good() -> Arc<Self> {
        let scripted = Self::default();
        scripted.hold(CARD, &[("KZ_ZZ", "江口镇枫林路 18 号")]);
        scripted.hold(
            HOUSE,
            &[("KZ_ZL", "江口镇枫林路 18 号"), ("KZ_JZMJ", "98.60")],
        );
        Arc::new(scripted)
    }

    /// A licence of 陈思远 without end, some fields of it otherwise.
    fn hold(&self, kind: &str, fields: &[(&str, &str)]) {
        let usual = [
            ("ZZMC", kind),
            ("ZZBH", "N-1"),
            ("CZZT", NAME),
            ("CZZTDM", ID),
            ("CZZTDMLXDM", "111"),
        ];
        let all = usual.iter().chain(fields);
        let all = all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        self.licences
            .lock()
            .unwrap()
            .insert(kind.to_owned(), Ok(all.collect()));
    }

    fn fail(&self, kind: &str, fault: PlatformFault) {
        self.licences
            .lock()
            .unwrap()
            .insert(kind.to_owned(), Err(fault));
    }

    fn lose(&self, kind: &str) {
        self.licences.lock().unwrap().remove(kind);
    }
}

impl Platform for Scripted {
    fn authorise<'a>(&'a self, wanted: &'a Use) -> Answer<'a, Vec<Granted>> {
        let licences = self.licences.lock().unwrap();
        let held = wanted
            .licences
            .iter()
            .filter(|kind| licences.contains_key(*kind));
        let granted = held.map(|kind| Granted {
            licence: kind.clone(),
            code: format!("auth-{}-{}", wanted.request_id, kind.len()),
        });
        let granted: Vec<_> = granted.collect();
        Box::pin(async { Ok(granted) })
    }

    fn fetch<'a>(&'a self, take: &'a Take) -> Answer<'a, BTreeMap<String, String>> {
        self.fetched.lock().unwrap().push(take.licence.clone());
        let given = self.licences.lock().unwrap().get(&take.licence).cloned();
        Box::pin(async { given.unwrap_or(Err(PlatformFault::Refused)) })
    }
}

async fn city(platform: &Arc<Scripted>) -> City {
    City::open_with(Care {
        platform: Some(Arc::clone(platform) as Arc<dyn Platform>),
        ..Care::default()
    })
    .await
}

async fn opaque(city: &City, citizen: &str, licences: &[&str]) -> String {
    let asked = IssueCode {
        citizen: citizen.to_owned(),
        kind: "opaque".to_owned(),
        scene: "ok".to_owned(),
        licences: licences.iter().map(|kind| (*kind).to_owned()).collect(),
        item: None,
    };
    let remote = Remote::new(&city.url(), Options::default()).unwrap();
    remote.practice_code(&asked).await.unwrap().data.text
}

async fn scan(city: &City, text: &str) -> ScanView {
    city.desk.scan_text(text).await.unwrap()
}

fn line<'a>(desk: &'a DeskView, code: &str) -> &'a MaterialView {
    desk.materials
        .lines
        .iter()
        .find(|line| line.code == code)
        .unwrap()
}

fn field<'a>(desk: &'a DeskView, key: &str) -> &'a FieldView {
    desk.form
        .fields
        .iter()
        .find(|field| field.key == key)
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn s17_a_licence_that_does_not_stand_leaves_its_line_open_and_says_why() {
    let platform = Scripted::good();
    let city = city(&platform).await;
    city.desk.choose_item("0225").await.unwrap();
    let tell = |change: &dyn Fn()| {
        change();
        let (city, platform) = (&city, &platform);
        async move {
            let text = opaque(city, "chen", &[]).await;
            let desk = scan(city, &text).await.desk.unwrap();
            // Whatever is wrong with the one, the other came and stands.
            assert_eq!(line(&desk, "identity").state, "waived", "{desk:?}");
            platform.hold(HOUSE, &[]);
            let house = line(&desk, "property").clone();
            assert_eq!(house.state, "open");
            assert!(
                house.actions.iter().any(|action| action == "file"),
                "the remedy: {house:?}"
            );
            house.note
        }
    };
    let house = |fields: &'static [(&str, &str)]| {
        let platform = Arc::clone(&platform);
        move || platform.hold(HOUSE, fields)
    };
    let mut said = Vec::new();
    said.push(tell(&house(&[("ZZYXQJZRQ", "2026年3月1日")])).await);
    assert!(said[0].contains("已于 2026-03-01 过期"), "{said:?}");
    said.push(tell(&house(&[("ZZYXQQSRQ", "20260303")])).await);
    assert!(said[1].contains("2026-03-03 起才有效"), "{said:?}");
    said.push(tell(&house(&[("ZZZT", "注销")])).await);
    said.push(tell(&house(&[("CZZTDM", "430400199111200033")])).await);
    said.push(tell(&house(&[("ZZMC", "结婚证")])).await);
    said.push(tell(&house(&[("ZZYXQJZRQ", "见背面")])).await);
    said.push(tell(&|| platform.fail(HOUSE, PlatformFault::Down)).await);
    said.push(tell(&|| platform.lose(HOUSE)).await);
    for (at, wanted) in [
        (2, "已注销"),
        (3, "持证人不是申请人"),
        (4, "给的不是"),
        (5, "读不出来"),
        (6, "没有调取到"),
        (7, "没有持证人的电子证照"),
    ] {
        assert!(said[at].contains(wanted), "{wanted}: {}", said[at]);
    }
    assert!(said.iter().all(|say| say.contains('请')), "{said:?}");
    let different: std::collections::BTreeSet<_> = said.iter().collect();
    assert_eq!(different.len(), said.len(), "each its own sentence");
}

#[tokio::test(flavor = "multi_thread")]
async fn s17_what_the_citizen_did_not_tick_is_asked_for_by_its_name() {
    let city = city(&Scripted::good()).await;
    city.desk.choose_item("0225").await.unwrap();
    let desk = scan(&city, &opaque(&city, "chen", &[CARD]).await)
        .await
        .desk
        .unwrap();
    let note = &line(&desk, "property").note;
    assert!(
        note.contains("没有授权电子证照不动产权证书") && note.contains("勾选"),
        "{note}"
    );
    // The other way round: nobody has both.
    let desk = scan(&city, &opaque(&city, "chen", &[HOUSE]).await)
        .await
        .desk
        .unwrap();
    assert_eq!(line(&desk, "property").state, "waived");
    assert!(
        line(&desk, "identity")
            .note
            .contains("没有授权电子证照居民身份证")
    );
}

/// Somebody else's licence fills no field and leaves nothing of it on the desk.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_somebody_elses_leaves_no_data_behind() {
    let platform = Scripted::good();
    platform.hold(
        HOUSE,
        &[("CZZTDM", "430400199111200033"), ("KZ_ZL", "别人家 7 号")],
    );
    let city = city(&platform).await;
    city.desk.choose_item("0225").await.unwrap();
    let desk = scan(&city, &opaque(&city, "chen", &[]).await)
        .await
        .desk
        .unwrap();
    assert_eq!(field(&desk, "address").value, "");
    let station = city.desk.station().unwrap();
    for draft in station.store().drafts(None).unwrap() {
        assert!(!String::from_utf8_lossy(&draft.body).contains("别人家"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_identifier_is_judged_and_shown_and_blocks_nothing() {
    let platform = Scripted::good();
    let city = city(&platform).await;
    city.desk.choose_item("0225").await.unwrap();
    for (identifier, wanted) in [
        (
            "1.2.156.3005.2.11100000MB0000002X001.11430400MB00000010.20260000001.001.9",
            "符合标准",
        ),
        (
            "1.2.156.3003.2.11100000MB0000002X001.11430400MB00000010.20260000001.001.9",
            "已知变体",
        ),
        (
            "1.2.156.3005.2.11100000MB0000002X001.11430400MB00000010.20260000001.001.8",
            "不符合标准",
        ),
    ] {
        platform.hold(HOUSE, &[("ZZBS", identifier)]);
        let desk = scan(&city, &opaque(&city, "chen", &[]).await)
            .await
            .desk
            .unwrap();
        let house = line(&desk, "property");
        assert_eq!(house.state, "waived", "{identifier}");
        assert!(house.note.contains(wanted), "{wanted}: {}", house.note);
    }
}

/// A guardian shows their own code; the child stays the applicant and its licences close the lines (S23).
#[tokio::test(flavor = "multi_thread")]
async fn s23_a_childs_licences_come_by_the_parents_code_and_by_no_strangers() {
    let city = City::open().await;
    city.desk.choose_item("0722").await.unwrap();
    city.desk.set_kind("guardian").await.unwrap();
    city.desk
        .set_person("陈小满", "resident_id", CHILD, "")
        .await
        .unwrap();
    let stranger = opaque(&city, "zhangwei_1991", &[]).await;
    let desk = scan(&city, &stranger).await.desk.unwrap();
    let note = &line(&desk, "guardianship").note;
    assert!(
        note.contains("亲属关系") && note.contains("请提交"),
        "{note}"
    );
    assert!(
        desk.person.name.starts_with('陈'),
        "the child stays the applicant"
    );
    let parent = opaque(&city, "chen", &[]).await;
    let desk = scan(&city, &parent).await.desk.unwrap();
    assert_eq!(
        line(&desk, "guardianship").state,
        "waived",
        "{:?}",
        line(&desk, "guardianship")
    );
    assert!(desk.person.name.starts_with('陈'));
    let comes = desk.person.representative.unwrap();
    assert_eq!(comes.relation, "父亲", "the city's word");
    // The dead have no code; their relatives have one.
    let gone = scan(&city, &opaque(&city, "zhou", &[]).await).await;
    assert_eq!(
        (gone.outcome.as_str(), gone.code.as_str()),
        ("invalid", "holder_gone")
    );
    assert!(gone.say.contains("亲属"), "{}", gone.say);
}

fn card(name: &str, number: &str, address: &str) -> Card {
    Card {
        kind: CardKind::Resident,
        name: name.to_owned(),
        number: number.to_owned(),
        sex: "男".to_owned(),
        nation: "汉".to_owned(),
        born: "2000-02-29".to_owned(),
        address: address.to_owned(),
        from: "2020-02-29".to_owned(),
        term: Term::Long,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_of_somebody_else_than_the_card_says_so() {
    let city = City::open().await;
    city.desk.choose_item("0225").await.unwrap();
    let read = card(NAME, ID, "江口镇");
    city.desk.take_card(&read, None).await.unwrap();
    let other = scan(&city, &opaque(&city, "zhangwei_1991", &[]).await).await;
    assert_eq!(other.code, "other_person");
    assert!(other.say.contains("不是同一人"), "{}", other.say);
    let same = scan(&city, &opaque(&city, "chen", &[]).await).await;
    assert_eq!(same.code, "valid");
}

/// Two proofs that say different things are shown side by side; nothing is accepted before the clerk decides.
#[tokio::test(flavor = "multi_thread")]
async fn s21_the_card_and_the_licence_disagree_and_the_clerk_decides() {
    let city = City::open().await;
    city.desk.choose_item("0701").await.unwrap();
    let read = card("李㛃", "430400196204050042", "江口镇老街 3 号");
    let scanned = opaque(&city, "li", &[]).await;
    assert_eq!(scan(&city, &scanned).await.code, "valid");
    city.desk.take_card(&read, None).await.unwrap();
    let desk = city.desk.show().unwrap();
    let address = field(&desk, "address");
    assert_eq!(address.offers.len(), 2, "{address:?}");
    assert_eq!(address.offers[1].text, "江口镇老街 3 号");
    assert!(
        address
            .error
            .as_deref()
            .is_some_and(|say| say.contains("来源不一致"))
    );
    let accept = desk
        .decisions
        .iter()
        .find(|one| one.action == "accept")
        .unwrap();
    assert!(!accept.allowed);
    let refused = city
        .desk
        .decide("accept", &Words::default())
        .await
        .unwrap_err();
    assert!(refused.say.contains("请"), "{refused:?}");
    let source = address.offers[1].source.clone();
    let desk = city.desk.choose_source("address", &source).unwrap();
    let address = field(&desk, "address");
    assert_eq!(
        (address.value.as_str(), address.source.as_str()),
        ("江口镇老街 3 号", "身份证读卡器")
    );
    assert_eq!(address.error, None);
    assert!(address.offers[1].held && !address.offers[0].held);
    // A choice survives the next answer of the network; a hand's change keeps what stood there and can be taken back.
    let desk = city.desk.set_field("address", "江口镇新街 1 号").unwrap();
    assert!(field(&desk, "address").restorable);
    assert!(field(&desk, "address").source.contains("江口镇老街 3 号"));
    let desk = city.desk.restore_field("address").unwrap();
    assert_eq!(field(&desk, "address").value, "江口镇老街 3 号");
}

/// The same person's last case fills what it may fill, says so, and gives way to everything that proves.
#[tokio::test(flavor = "multi_thread")]
async fn s21_the_last_case_of_the_same_person_fills_what_nobody_else_knows() {
    let city = City::open().await;
    city.fill().await;
    city.desk.set_field("mail", "江口镇邮局 5 号信箱").unwrap();
    city.desk.material("plan", "tolerate").unwrap();
    city.desk.material("property", "tolerate").unwrap();
    city.sign();
    city.decide("tolerance").await;
    city.desk.choose_item("0225").await.unwrap();
    let nobody = city
        .desk
        .set_person("张伟", "resident_id", "430400199111200033", "")
        .await
        .unwrap();
    assert_eq!(
        field(&nobody, "mail").value,
        "",
        "somebody else's is nobody's business"
    );
    let desk = city
        .desk
        .set_person(NAME, "resident_id", ID, "")
        .await
        .unwrap();
    let mail = field(&desk, "mail");
    assert_eq!(
        (mail.value.as_str(), mail.source.as_str()),
        ("江口镇邮局 5 号信箱", "上一件")
    );
    assert_eq!(field(&desk, "people").value, "", "only fields that take it");
    // A licence goes before it, and shows what it replaced.
    let desk = scan(&city, &opaque(&city, "chen", &[]).await)
        .await
        .desk
        .unwrap();
    let address = field(&desk, "address");
    assert_eq!(address.source, HOUSE);
    assert_eq!(address.error, None, "history is no proof: {address:?}");
    assert!(address.offers.iter().any(|offer| offer.from == "上一件"));
}

/// The whole form of a case with full licences: two scans and a signature, and nobody types a character.
#[tokio::test(flavor = "multi_thread")]
async fn s21_the_whole_form_stands_on_licences_and_nothing_is_typed() {
    let city = City::open().await;
    city.desk.choose_item("0233").await.unwrap();
    let taken = scan(&city, &opaque(&city, "chen", &[]).await).await;
    let desk = taken.desk.unwrap();
    assert_eq!(desk.form.needed, 0, "{:?}", desk.form);
    let mut filled = desk.form.fields.iter().filter(|one| !one.value.is_empty());
    assert!(
        filled.all(|one| !one.source.contains("填写")),
        "{:?}",
        desk.form
    );
    city.sign();
    let case = city.decide("accept").await;
    assert_eq!(case.row.stage.text, "已受理");
}

/// 零证明入学: one source does not answer. The line that hangs on it goes by paper, every other is spared all the same.
#[tokio::test(flavor = "multi_thread")]
async fn s102_of_a_matter_without_papers_one_source_that_is_down_costs_its_own_line_alone() {
    let platform = Scripted::good();
    let childs = [
        ("CZZT", "陈小满"),
        ("CZZTDM", CHILD),
        ("KZ_ZZ", "江口镇枫林路 18 号"),
    ];
    platform.hold("居民户口簿", &childs);
    platform.fail("出生医学证明", PlatformFault::Down);
    let city = city(&platform).await;
    city.desk.choose_item("0831").await.unwrap();
    city.desk.answer("stage", "primary").unwrap();
    city.desk.answer("why", "rent").unwrap();
    city.desk.set_kind("guardian").await.unwrap();
    city.desk
        .set_person("陈小满", "resident_id", CHILD, "13800000000")
        .await
        .unwrap();
    let taken = scan(&city, &opaque(&city, "chen", &[]).await).await;
    assert!(taken.say.contains("没有调取到"), "{}", taken.say);
    let desk = taken.desk.unwrap();
    let states = ["book", "birth", "lease"].map(|code| line(&desk, code).state.as_str());
    assert_eq!(states, ["waived", "open", "open"]);
    assert!(line(&desk, "birth").note.contains("没有调取到"));
    city.seen("birth");
    city.desk.material("lease", "commit").unwrap();
    for (key, value) in [
        ("born", "2019-06-15"),
        ("guardian", NAME),
        ("phone", "13800000000"),
    ] {
        city.desk.set_field(key, value).unwrap();
    }
    city.sign();
    let case = city.decide("commitment").await;
    assert_eq!(case.row.stage.text, "已受理");
    let came = |code: &str| {
        let mut all = case.materials.iter();
        let found = all.find(|one| one.code == code).unwrap();
        found.badge.text.clone()
    };
    assert_eq!(
        ["book", "birth", "lease"].map(came),
        ["免于提交", "已核原件", "承诺代替"]
    );
}

/// What was used with consent is authorised and fetched anew; the citizen is not asked again, a stranger's card opens
/// nothing, and offline nothing is used again (S89).
#[tokio::test(flavor = "multi_thread")]
async fn s89_a_licence_used_before_is_had_again_by_its_consent() {
    let platform = Scripted::good();
    let city = city(&platform).await;
    city.desk.choose_item("0225").await.unwrap();
    scan(&city, &opaque(&city, "chen", &[]).await).await;
    city.desk.set_field("people", "3").unwrap();
    city.desk.material("plan", "tolerate").unwrap();
    city.sign();
    city.decide("tolerance").await;
    city.send().await;
    city.later(DAY_MS);
    city.sign_in("0217").await;
    city.send().await;
    city.desk.choose_item("0228").await.unwrap();
    // Registered by hand nothing is offered: a number proves nobody.
    let typed = city
        .desk
        .set_person(NAME, "resident_id", ID, "")
        .await
        .unwrap();
    assert!(
        !line(&typed, "property")
            .actions
            .contains(&"again".to_owned())
    );
    city.desk
        .take_card(&card(NAME, ID, "江口镇枫林路 18 号"), None)
        .await
        .unwrap();
    city.desk.set_cut(true);
    let offline = city.desk.show().unwrap();
    assert!(
        !line(&offline, "property")
            .actions
            .contains(&"again".to_owned())
    );
    let refused = city.desk.licence_again("property").await.unwrap_err();
    assert_eq!(refused.code, "offline", "{refused:?}");
    city.desk.set_cut(false);
    city.send().await;
    let desk = city.desk.show().unwrap();
    let house = line(&desk, "property");
    assert_eq!(house.actions[0], "again", "{house:?}");
    assert!(
        house.note.contains("2026-03-02") && house.note.contains("不用再交"),
        "{}",
        house.note
    );
    // What the platform says today counts, not what it said then.
    platform.hold(HOUSE, &[("ZZZT", "注销")]);
    let desk = city.desk.licence_again("property").await.unwrap();
    assert!(line(&desk, "property").note.contains("已注销"));
    let fetched = platform
        .fetched
        .lock()
        .unwrap()
        .iter()
        .filter(|kind| *kind == HOUSE)
        .count();
    assert_eq!(fetched, 2, "fetched anew, nothing was kept");
}

/// A platform that waits before each fetch until it is let go on.
#[derive(Debug)]
struct Waiting {
    gives: Arc<Scripted>,
    arrived: Notify,
    go_on: Notify,
}

impl Platform for Waiting {
    fn authorise<'a>(&'a self, wanted: &'a Use) -> Answer<'a, Vec<Granted>> {
        self.gives.authorise(wanted)
    }

    fn fetch<'a>(&'a self, take: &'a Take) -> Answer<'a, BTreeMap<String, String>> {
        Box::pin(async {
            self.arrived.notify_one();
            self.go_on.notified().await;
            self.gives.fetch(take).await
        })
    }
}

/// Pressed while an answer was under way: it does not land on the next citizen's desk.
#[tokio::test(flavor = "multi_thread")]
async fn a_late_answer_never_lands_on_the_next_citizens_desk() {
    let platform = Arc::new(Waiting {
        gives: Scripted::good(),
        arrived: Notify::new(),
        go_on: Notify::new(),
    });
    let city = City::open_with(Care {
        platform: Some(Arc::clone(&platform) as Arc<dyn Platform>),
        ..Care::default()
    })
    .await;
    city.desk.choose_item("0225").await.unwrap();
    let text = opaque(&city, "chen", &[CARD]).await;
    let desk = city.desk.clone();
    let scanning = tokio::spawn(async move { desk.scan_text(&text).await });
    platform.arrived.notified().await;
    city.desk.next().unwrap();
    city.desk.choose_item("0225").await.unwrap();
    platform.go_on.notify_one();
    scanning.await.unwrap().unwrap();
    let desk = city.desk.show().unwrap();
    assert!(
        !desk.person.present && desk.person.licences.is_empty(),
        "{desk:?}"
    );
    assert_eq!(line(&desk, "identity").state, "open");
}
