//! A city's own licence platform behind the backend, over HTTP, in the shapes that such platforms really answer in.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::extract::{Query, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use backend::Care;
use backend::platform::{Account, LicenceApp};
use serde_json::{Value, json};
use support::{Desk, Practice};
use sync::Failure;
use uuid::Uuid;
use wire::{Authorise, Authorised, FaultCode, IssueCode, Licence, Operator, Resolve};

const CARD: &str = "居民身份证";
const HOUSE: &str = "不动产权证书";

/// What the platform holds, and how it behaves.
#[derive(Default)]
struct Held {
    /// `data_fields` by the platform's own name of the type.
    licences: BTreeMap<&'static str, Value>,
    /// Bodies of `license/auth`.
    asked: Vec<Value>,
    logins: u32,
    /// Of the last login.
    token: String,
    /// `license/auth` answers so instead.
    refusal: Option<Value>,
}

type Shared = Arc<Mutex<Held>>;

/// A platform of the family, listening.
struct Platform {
    held: Shared,
    url: String,
}

impl Platform {
    async fn start(licences: &[(&'static str, Value)]) -> Self {
        let held = Shared::default();
        held.lock().unwrap().licences = licences.iter().cloned().collect();
        let router = Router::new()
            .route("/share/v1/security/login", post(login))
            .route("/share/v1/license/auth", post(auth))
            .route("/share/license/get_license", get(licence))
            .with_state(Arc::clone(&held));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/share", listener.local_addr().unwrap());
        tokio::spawn(axum::serve(listener, router).into_future());
        Self { held, url }
    }

    fn care(&self) -> Care {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let account = Account {
            name: "zongchuang".to_owned(),
            password: "secret".to_owned(),
            division: "430400".to_owned(),
            office: (
                "练习市政务服务中心".to_owned(),
                "11430400MB00000010".to_owned(),
            ),
        };
        let types = include_str!("../../../assets/practice/licence-types.json");
        let platform = LicenceApp::new(&self.url, account, types).unwrap();
        Care {
            platform: Some(Arc::new(platform)),
            ..Care::default()
        }
    }
}

async fn login(State(held): State<Shared>, Json(body): Json<Value>) -> Json<Value> {
    let mut held = held.lock().unwrap();
    if body["password"] != "secret" {
        return Json(json!({"ack_code": "FAILURE", "errors": [{"message": "口令错误"}]}));
    }
    held.logins += 1;
    held.token = format!("token-{}", held.logins);
    Json(json!({"access_token": held.token, "expires_in": 7200}))
}

fn refused(message: &str) -> Json<Value> {
    Json(
        json!({"ack_code": "FAILURE", "errors": [{"code": "401", "message": message}], "data": null}),
    )
}

async fn auth(
    State(held): State<Shared>,
    Query(query): Query<BTreeMap<String, String>>,
    Json(body): Json<Value>,
) -> Json<Value> {
    let mut held = held.lock().unwrap();
    if query.get("access_token") != Some(&held.token) {
        return refused("access_token invalid");
    }
    held.asked.push(body);
    if let Some(refusal) = &held.refusal {
        return Json(refusal.clone());
    }
    let names: Vec<_> = held.licences.keys().collect();
    Json(json!({
        "ack_code": "SUCCESS",
        "errors": [],
        "auth_codes": names.iter().map(|name| code(name)).collect::<Vec<_>>(),
        "data": names.iter().map(|name| json!({"license_name": name})).collect::<Vec<_>>(),
        "total_count": names.len(),
    }))
}

/// A 用证码 as the family writes them.
fn code(name: &str) -> String {
    format!(
        "20260302100000123LC{:x}_0225",
        name.len() * 7919 + usize::from(name.as_bytes()[2])
    )
}

async fn licence(
    State(held): State<Shared>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Json<Value> {
    let held = held.lock().unwrap();
    if query.get("access_token") != Some(&held.token) {
        return refused("access_token invalid");
    }
    let mut licences = held.licences.iter();
    match licences.find(|(name, _)| query.get("auth_code") == Some(&code(name))) {
        Some((_, fields)) => Json(json!({"ack_code": "SUCCESS", "data": {"data_fields": fields}})),
        None => refused("auth_code not found"),
    }
}

/// A desk whose citizen consented to the water supply's licences, and what it may fetch.
async fn authorised(practice: &Practice) -> (Desk, Authorised) {
    let (desk, given) = attempted(practice).await;
    (desk, given.unwrap())
}

/// Asked twice with one id, as a desk does that lost the answer.
async fn attempted(practice: &Practice) -> (Desk, Result<Authorised, Failure>) {
    let desk = practice.desk("0217").await;
    let case = Uuid::now_v7();
    let asked = IssueCode {
        citizen: "chen".to_owned(),
        kind: "opaque".to_owned(),
        scene: "ok".to_owned(),
        licences: Vec::new(),
        item: None,
    };
    let text = desk.remote.practice_code(&asked).await.unwrap().data.text;
    let item = support::catalogue(&desk)
        .await
        .item("0225")
        .unwrap()
        .code
        .clone();
    let resolve = Resolve {
        request_id: Uuid::new_v4().to_string(),
        code: text,
        item: item.clone(),
        case,
        purpose: "办理供水报装".to_owned(),
        subject: None,
    };
    let resolved = desk.remote.resolve(&resolve).await.unwrap().data;
    let asked = Authorise {
        request_id: Uuid::new_v4().to_string(),
        consent: resolved.consent,
        subject: None,
        item,
        item_name: "供水报装".to_owned(),
        case,
        purpose: "办理供水报装".to_owned(),
        licences: resolved.needed,
        operator: Operator {
            user: desk.user.clone(),
            post: "accept".to_owned(),
            outlet: "430400101".to_owned(),
        },
    };
    let given = desk.remote.authorise(&asked).await.map(|reply| reply.data);
    if let Ok(given) = &given {
        let again = desk.remote.authorise(&asked).await.unwrap().data;
        assert_eq!(&again, given);
    }
    (desk, given)
}

async fn fetch(desk: &Desk, authorised: &Authorised, licence: &str) -> Licence {
    let mut all = authorised.authorisations.iter();
    let one = all.find(|one| one.licence == licence).unwrap();
    desk.remote.licence(&one.auth_code).await.unwrap().data
}

#[tokio::test]
async fn the_platform_is_told_who_asks_for_what_and_why_and_gives_what_it_holds() {
    let card = "{'zzmc': '中华人民共和国居民身份证', 'zzbh': '430400200002290012', 'czzt': 'D'Arcy 陈', \
                'czztdm': '430400200002290012', 'czztdmlxdm': '111', 'zzyxqqsrq': '20200229', \
                'zzyxqjzrq': '2040年2月29日', 'ZZBFRQ': None, 'KZ_ZZ': u'江口镇', 'XH': 12345678901234567890}";
    let platform = Platform::start(&[("中华人民共和国居民身份证", json!(card))]).await;
    let practice = Practice::start_with(platform.care()).await;
    let (desk, given) = authorised(&practice).await;
    // The house is needed and shown; the platform does not hold it.
    assert_eq!(given.lacking.len(), 1);
    assert_eq!(
        (
            given.lacking[0].licence.as_str(),
            given.lacking[0].why.as_str()
        ),
        (HOUSE, "not_held")
    );
    let got = fetch(&desk, &given, CARD).await;
    assert_eq!(
        (got.state.as_str(), got.holder.name.as_str()),
        ("valid", "D'Arcy 陈")
    );
    assert_eq!(
        (got.valid_from.as_str(), got.valid_to.as_str()),
        ("2020-02-29", "2040-02-29")
    );
    assert_eq!(got.fields["KZ_ZZ"], "江口镇");
    assert_eq!(got.holder.id_kind, "resident_id");
    // Once.
    let code = &given.authorisations[0].auth_code;
    let twice = desk.remote.licence(code).await.unwrap_err();
    assert_eq!(twice.code(), Some(FaultCode::CodeUsed));
    let held = platform.held.lock().unwrap();
    assert_eq!(
        held.asked.len(),
        1,
        "a repeat of the request asked nobody again"
    );
    let asked = &held.asked[0];
    assert_eq!(asked["identity_number"], "430400200002290012");
    assert_eq!(asked["operator"]["account"], "0217");
    assert_eq!(asked["page_size"], 150);
    assert!(asked["service_item_name"] == "供水报装" && asked["biz_num"].is_string());
}

#[tokio::test]
async fn a_token_that_ran_out_is_renewed_once_and_a_refusal_is_a_refusal() {
    let fields = json!({"ZZMC": CARD, "CZZTDM": "430400200002290012", "ZZYXQJZRQ": "长期"});
    let platform = Platform::start(&[(CARD, fields)]).await;
    let practice = Practice::start_with(platform.care()).await;
    let (desk, given) = authorised(&practice).await;
    platform.held.lock().unwrap().token = "another".to_owned();
    let got = fetch(&desk, &given, CARD).await;
    assert_eq!((got.state.as_str(), got.valid_to.as_str()), ("valid", ""));
    assert_eq!(platform.held.lock().unwrap().logins, 2);
    // Another refusal is not tried again: nobody is locked out by us.
    platform.held.lock().unwrap().refusal =
        Some(json!({"ack_code": "FAILURE", "errors": ["操作人没有用证权限"], "data": []}));
    let before = platform.held.lock().unwrap().asked.len();
    let (_, refused) = attempted(&practice).await;
    assert_eq!(refused.unwrap_err().code(), Some(FaultCode::Forbidden));
    assert_eq!(platform.held.lock().unwrap().asked.len(), before + 1);
}

#[tokio::test]
async fn what_is_not_the_licence_or_says_nothing_is_never_valid() {
    for (fields, state) in [
        (
            json!(
                "{'ZZMC': '居民身份证', 'CZZTDM': '430400200002290012', 'ZZYXQJZRQ': '20200101'}"
            ),
            "expired",
        ),
        (
            json!("{'ZZMC': '居民身份证', 'CZZTDM': '430400200002290012', 'ZZZT': '注销'}"),
            "revoked",
        ),
        (
            json!("{'ZZMC': '结婚证', 'CZZTDM': '430400200002290012'}"),
            "wrong_type",
        ),
        (
            json!("{'ZZMC': '居民身份证', 'CZZTDM': '430400200002290012', 'ZZYXQJZRQ': '见背面'}"),
            "unreadable",
        ),
        (json!("<html>网关超时</html>"), "unreadable"),
        (json!("{'ZZMC': '居民身份证'"), "unreadable"),
        (json!(17), "unreadable"),
    ] {
        let platform = Platform::start(&[(CARD, fields.clone())]).await;
        let practice = Practice::start_with(platform.care()).await;
        let (desk, given) = authorised(&practice).await;
        let got = fetch(&desk, &given, CARD).await;
        assert_eq!(
            (got.licence.as_str(), got.state.as_str()),
            (CARD, state),
            "{fields}"
        );
    }
}
