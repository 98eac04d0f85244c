use reqwest::Url;

/// Why there is no remote for an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadBase {
    /// Not an http or https address.
    #[error("not an http or https address")]
    Address,
    /// Plain http to another machine.
    #[error("plain http is allowed to this machine only")]
    Plain,
    /// No rustls crypto provider is installed.
    #[error("no crypto provider is installed")]
    NoCrypto,
    /// The TLS roots of this machine cannot be used.
    #[error("the HTTP client cannot be made")]
    NoClient,
}

/// Reads the base address; the path gets a slash at its end, so that calls are joined below it.
pub(super) fn parse(base: &str) -> Result<Url, BadBase> {
    let mut url = Url::parse(base).map_err(|_| BadBase::Address)?;
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&url) => {}
        "http" => return Err(BadBase::Plain),
        _ => return Err(BadBase::Address),
    }
    if url.host_str().is_none() {
        return Err(BadBase::Address);
    }
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    url.set_query(None);
    url.set_fragment(None);
    Ok(url)
}

/// Whether the address is this machine.
pub(super) fn is_loopback(url: &Url) -> bool {
    let Some(host) = url.host_str() else {
        return false;
    };
    let ip = host
        .trim_start_matches('[')
        .trim_end_matches(']')
        .parse::<std::net::IpAddr>();
    host == "localhost" || ip.is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_keeps_its_path() {
        let url = parse("http://127.0.0.1:4000/t/TOKEN").expect("an address");
        let call = url.join("v1/acts").expect("a path");
        assert_eq!(call.as_str(), "http://127.0.0.1:4000/t/TOKEN/v1/acts");
    }

    #[test]
    fn plain_http_is_for_this_machine_only() {
        assert_eq!(parse("http://gov.example/").unwrap_err(), BadBase::Plain);
        assert_eq!(
            parse("http://127.0.0.1.gov.example/").unwrap_err(),
            BadBase::Plain
        );
        assert_eq!(parse("ftp://127.0.0.1/").unwrap_err(), BadBase::Address);
        assert!(parse("http://[::1]:80/").is_ok());
        assert!(parse("http://localhost/").is_ok());
        assert!(parse("https://gov.example/city").is_ok());
    }
}
