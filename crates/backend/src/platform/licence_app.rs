//! The share interface of the family that several provinces run (domain reference §3.1): login, `license/auth`,
//! `license/get_license`.

use std::collections::BTreeMap;
use std::time::Duration;

use reqwest::Url;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::sync::Mutex;

use super::body::Body;
use super::types::Types;
use super::{Answer, Granted, Platform, PlatformFault, Take, Use};

/// The desk waits behind it.
const LONGEST: Duration = Duration::from_secs(8);
/// A page that holds all licences of one person; the interface's most is 150.
const PAGE: u32 = 150;
/// Largest answer, bytes.
const LARGEST: usize = 4 << 20;

/// Who asks.
#[derive(Clone)]
pub struct Account {
    /// 账号.
    pub name: String,
    /// 口令.
    pub password: String,
    /// 行政区划 of the office, GB/T 2260.
    pub division: String,
    /// Its name and USCC.
    pub office: (String, String),
}

/// A city's licence platform over HTTP.
pub struct LicenceApp {
    base: Url,
    http: reqwest::Client,
    account: Account,
    types: Types,
    /// From the last login.
    token: Mutex<Option<String>>,
}

impl std::fmt::Debug for LicenceApp {
    /// Without the account.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LicenceApp")
            .field("base", &self.base.as_str())
            .finish_non_exhaustive()
    }
}

/// What every answer of the interface has around it.
#[derive(Deserialize)]
struct Reply<T> {
    #[serde(default)]
    ack_code: String,
    #[serde(default)]
    errors: Value,
    #[serde(default)]
    auth_codes: Vec<String>,
    data: Option<T>,
}

#[derive(Deserialize)]
struct Login {
    access_token: String,
}

/// One line of what may be used. The names differ from province to province.
#[derive(Deserialize)]
struct Listed {
    #[serde(default, alias = "license_name", alias = "ZZMC", alias = "zzmc")]
    name: String,
    #[serde(
        default,
        alias = "license_type_code",
        alias = "ZZLXDM",
        alias = "zzlxdm"
    )]
    license_item_code: String,
    #[serde(default)]
    auth_code: String,
}

#[derive(Deserialize)]
struct Taken {
    data_fields: Value,
}

impl LicenceApp {
    /// At this address; `types` is the city's `licence-types.json`.
    ///
    /// # Errors
    /// An address, a list of types or roots of this machine that cannot be used.
    pub fn new(base: &str, account: Account, types: &str) -> Result<Self, PlatformFault> {
        let unusable = |_| PlatformFault::Unreadable;
        let mut base = Url::parse(base).map_err(unusable)?;
        if !base.path().ends_with('/') {
            let path = format!("{}/", base.path());
            base.set_path(&path);
        }
        let http = reqwest::Client::builder().timeout(LONGEST).build();
        Ok(Self {
            base,
            http: http.map_err(|_| PlatformFault::Down)?,
            account,
            types: Types::read(types).map_err(|_| PlatformFault::Unreadable)?,
            token: Mutex::default(),
        })
    }

    fn url(&self, path: &str) -> Result<Url, PlatformFault> {
        self.base.join(path).map_err(|_| PlatformFault::Unreadable)
    }

    async fn login(&self) -> Result<String, PlatformFault> {
        let body = json!({"username": self.account.name, "password": self.account.password});
        let asked = self.http.post(self.url("v1/security/login")?).json(&body);
        let reply: Value = read(asked).await?;
        // Some put it at the top, some into data.
        let login = reply.get("data").filter(|data| data.is_object());
        let login = Login::deserialize(login.unwrap_or(&reply));
        Ok(login.map_err(|_| PlatformFault::Refused)?.access_token)
    }

    /// Asks with the token of the last login; refused once for it, logs in and asks again.
    async fn ask<T: DeserializeOwned>(
        &self,
        request: impl Fn(&str) -> Result<reqwest::RequestBuilder, PlatformFault> + Send + Sync,
    ) -> Result<Reply<T>, PlatformFault> {
        let mut held = self.token.lock().await.clone();
        for last in [held.is_none(), true] {
            let token = match held.take() {
                Some(token) => token,
                None => {
                    let token = self.login().await?;
                    *self.token.lock().await = Some(token.clone());
                    token
                }
            };
            let reply: Reply<T> = read(request(&token)?).await?;
            if reply.ack_code.eq_ignore_ascii_case("SUCCESS") {
                return Ok(reply);
            }
            if last || !is_about_token(&reply.errors) {
                break;
            }
        }
        Err(PlatformFault::Refused)
    }

    async fn authorised(&self, wanted: &Use) -> Result<Vec<Granted>, PlatformFault> {
        let (office, code) = &self.account.office;
        let body = json!({
            "request_id": wanted.request_id,
            "identity_number": wanted.holder,
            "service_item_code": wanted.item,
            "service_item_name": wanted.item_name,
            "biz_num": wanted.case.simple().to_string(),
            "page_size": PAGE,
            "page_index": 1,
            "operator": {
                "account": wanted.operator.user,
                "name": wanted.operator.user,
                "identity_num": "",
                "role": wanted.operator.post,
                "division": self.account.division,
                "division_code": self.account.division,
                "service_org": office,
                "service_org_code": code,
            },
        });
        let reply: Reply<Vec<Listed>> = self
            .ask(|token| {
                let mut url = self.url("v1/license/auth")?;
                url.query_pairs_mut().append_pair("access_token", token);
                Ok(self.http.post(url).json(&body))
            })
            .await?;
        Ok(self.granted(wanted, &reply))
    }

    /// Of each type asked for the first that is listed. The codes stand in the lines or, in their order, beside them.
    fn granted(&self, wanted: &Use, reply: &Reply<Vec<Listed>>) -> Vec<Granted> {
        let listed: Vec<(Option<&str>, &str)> = reply
            .data
            .iter()
            .flatten()
            .enumerate()
            .map(|(at, line)| {
                let code = match line.auth_code.as_str() {
                    "" => reply.auth_codes.get(at).map_or("", String::as_str),
                    code => code,
                };
                let kind = self.types.named(&line.name, &line.license_item_code);
                (kind, code)
            })
            .collect();
        let of = |licence: &String| {
            let is_it = |(kind, code): &&(Option<&str>, &str)| {
                *kind == Some(licence.as_str()) && is_code(code)
            };
            let (_, code) = listed.iter().find(is_it)?;
            Some(Granted {
                licence: licence.clone(),
                code: (*code).to_owned(),
            })
        };
        wanted.licences.iter().filter_map(of).collect()
    }

    async fn taken(&self, take: &Take) -> Result<BTreeMap<String, String>, PlatformFault> {
        let reply: Reply<Taken> = self
            .ask(|token| {
                let mut url = self.url("license/get_license")?;
                let query = [("auth_code", take.code.as_str()), ("access_token", token)];
                url.query_pairs_mut().extend_pairs(query);
                Ok(self.http.get(url))
            })
            .await?;
        match reply.data.ok_or(PlatformFault::Unreadable)?.data_fields {
            Value::String(text) => Body::of_text(&text),
            // A province that mended it sends the object itself.
            object @ Value::Object(_) => Body::of_text(&object.to_string()),
            _ => Err(PlatformFault::Unreadable),
        }
    }
}

impl Platform for LicenceApp {
    fn authorise<'a>(&'a self, wanted: &'a Use) -> Answer<'a, Vec<Granted>> {
        Box::pin(self.authorised(wanted))
    }

    fn fetch<'a>(&'a self, take: &'a Take) -> Answer<'a, BTreeMap<String, String>> {
        Box::pin(self.taken(take))
    }
}

/// One answer, bounded.
async fn read<T: DeserializeOwned>(request: reqwest::RequestBuilder) -> Result<T, PlatformFault> {
    let mut response = request.send().await.map_err(|_| PlatformFault::Down)?;
    if response.status().is_server_error() {
        return Err(PlatformFault::Down);
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|_| PlatformFault::Down)? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > LARGEST {
            return Err(PlatformFault::Unreadable);
        }
    }
    serde_json::from_slice(&bytes).map_err(|_| PlatformFault::Unreadable)
}

/// Whether the errors say that the token is none any more.
fn is_about_token(errors: &Value) -> bool {
    let said = errors.to_string().to_ascii_lowercase();
    ["token", "未登录", "登录超时"]
        .iter()
        .any(|word| said.contains(word))
}

fn is_code(code: &str) -> bool {
    !code.is_empty() && code.len() <= 128 && code.bytes().all(|byte| byte.is_ascii_graphic())
}
