use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde::{Deserialize, Serialize};

/// An address that is not on this machine, or none at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an address of this machine")]
pub struct NotHere;

/// A place on this machine where a device's service may listen. There is no way to make one that is elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address {
    host: IpAddr,
    port: u16,
}

impl Address {
    /// This machine's loopback at a port.
    #[must_use]
    pub fn at(port: u16) -> Self {
        let host = IpAddr::V4(Ipv4Addr::LOCALHOST);
        Self { host, port }
    }

    /// A typed address: `http://localhost:8989`, `127.0.0.1:8080`, `[::1]:8989`, with or without a path behind it. The
    /// name `localhost` is this machine's loopback whatever its name service says.
    ///
    /// # Errors
    /// Another machine, another scheme, no port.
    pub fn parse(typed: &str) -> Result<Self, NotHere> {
        let typed = typed.trim();
        let rest = match typed.split_once("://") {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => rest,
            Some(_) => return Err(NotHere),
            None => typed,
        };
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let (host, port) = authority.rsplit_once(':').ok_or(NotHere)?;
        let port = port.parse().ok().filter(|port| *port > 0).ok_or(NotHere)?;
        let host = loopback(host).ok_or(NotHere)?;
        Ok(Self { host, port })
    }

    /// The whole address of a call.
    #[must_use]
    pub(crate) fn url(self, call: &str) -> String {
        format!("{self}/api/{call}")
    }
}

/// What a machine keeps about such a device, its section of `devices.json`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    /// As typed; empty: none was set.
    pub address: String,
}

impl Kept {
    /// The place it names; none where it names none, or no place on this machine.
    #[must_use]
    pub fn place(&self) -> Option<Address> {
        Address::parse(&self.address).ok()
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.host {
            IpAddr::V4(host) => write!(f, "http://{host}:{}", self.port),
            IpAddr::V6(host) => write!(f, "http://[{host}]:{}", self.port),
        }
    }
}

fn loopback(host: &str) -> Option<IpAddr> {
    if host.eq_ignore_ascii_case("localhost") {
        return Some(IpAddr::V4(Ipv4Addr::LOCALHOST));
    }
    let bare = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    let host = match bare {
        Some(inside) => inside.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
        None => host.parse::<Ipv4Addr>().ok().map(IpAddr::V4),
    };
    host.filter(IpAddr::is_loopback)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_is_understood_in_every_usual_form() {
        for (typed, url) in [
            ("http://localhost:8989", "http://127.0.0.1:8989/api/Version"),
            (
                " HTTP://LocalHost:8080/ ",
                "http://127.0.0.1:8080/api/Version",
            ),
            (
                "127.0.0.1:8989/api/ReadMsg",
                "http://127.0.0.1:8989/api/Version",
            ),
            ("[::1]:8989", "http://[::1]:8989/api/Version"),
            ("127.8.9.1:1", "http://127.8.9.1:1/api/Version"),
        ] {
            assert_eq!(Address::parse(typed).expect(typed).url("Version"), url);
        }
    }

    #[test]
    fn no_other_machine_can_be_named() {
        for typed in [
            "",
            "localhost",
            "http://localhost:0",
            "http://localhost:99999",
            "https://localhost:9199",
            "http://10.0.0.7:8989",
            "http://localhost.example:8989",
            "http://localhost@10.0.0.7:8989",
            "http://127.0.0.1:8989@10.0.0.7:80",
            "http://[::ffff:10.0.0.7]:80",
            "file:///etc/passwd",
            "2130706433:80",
        ] {
            assert_eq!(Address::parse(typed), Err(NotHere), "{typed}");
        }
    }
}
