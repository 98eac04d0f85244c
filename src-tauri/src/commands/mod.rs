//! What the window may ask: each command parses, makes one call of the desk and gives its answer as it is. One file a
//! screen or panel.

mod capture;
mod cases;
mod check;
mod desk;
mod devices;
mod enquiry;
mod gun;
mod input;
mod licence;
mod papers;
mod practice;
mod queue;
mod scan;
mod session;

use tauri::{Builder, Wry};

/// Puts every command of [`names`] on the window.
pub fn attach(builder: Builder<Wry>) -> Builder<Wry> {
    builder.invoke_handler(tauri::generate_handler![
        session::app_state,
        session::try_again,
        session::sign_in,
        session::sign_out,
        session::choose_post,
        session::enrol,
        session::touch,
        session::lock,
        session::unlock,
        session::change_password,
        session::keystore,
        session::use_keystore,
        session::add_member,
        desk::desk,
        desk::next_citizen,
        desk::next_member,
        desk::discard_draft,
        desk::drafts,
        desk::import_roll,
        desk::open_draft,
        desk::search,
        desk::items_here,
        desk::request_opening,
        desk::choose_item,
        desk::answer,
        desk::set_kind,
        desk::set_person,
        desk::set_representative,
        desk::set_field,
        desk::choose_source,
        desk::restore_field,
        desk::licence_again,
        desk::material,
        desk::answer_point,
        desk::attach,
        desk::attach_handed,
        desk::sign,
        desk::unsign,
        desk::take_again,
        desk::same_as_last,
        desk::repeat_case,
        desk::unmask,
        desk::remask,
        desk::decide,
        scan::scan_text,
        scan::scan_picture,
        scan::scan_handed,
        scan::scan_choose,
        desk::item_guide,
        scan::hand_clipboard,
        scan::copied,
        cases::cases,
        cases::case,
        cases::case_attach,
        cases::case_attach_handed,
        cases::case_page,
        cases::case_page_picture,
        cases::case_paper_line,
        cases::case_answer_point,
        cases::case_supplement,
        cases::case_decide,
        cases::case_accept,
        cases::case_refuse,
        cases::case_withdraw,
        cases::case_step,
        cases::case_settle,
        cases::case_deliver,
        cases::open_store,
        cases::case_inspect,
        cases::case_explain,
        cases::case_link,
        cases::case_trace,
        cases::case_copy,
        cases::case_fetch,
        queue::queue,
        queue::send_now,
        queue::connection,
        queue::queue_retry,
        queue::queue_mend,
        queue::queue_mend_open,
        queue::queue_discard,
        queue::bundle_export,
        queue::bundle_import,
        licence::licence_page,
        enquiry::enquiries,
        enquiry::enquire,
        enquiry::enquiry_move,
        check::recheck,
        check::override_check,
        papers::paper,
        papers::draft_paper,
        papers::print_draft_paper,
        papers::print_paper,
        papers::guide_paper,
        papers::print_guide,
        practice::phone,
        practice::phone_code,
        practice::set_cut,
        practice::set_stopped,
        capture::cameras,
        capture::camera_open,
        capture::camera_close,
        capture::camera_frame,
        capture::camera_scan,
        capture::page_take,
        capture::page_cut,
        capture::page_move,
        capture::page_remove,
        capture::page_picture,
        capture::folder,
        capture::folder_set,
        capture::folder_picture,
        capture::folder_take,
        capture::folder_skip,
        devices::devices,
        devices::look_at_devices,
        devices::test_device,
        devices::device_settings,
        devices::set_devices,
        devices::play_reader,
        devices::read_card,
        devices::cancel_card,
        devices::settle_card,
        devices::play_face,
        devices::confirm_by_eye,
        devices::compare_face,
        devices::cancel_face,
        devices::ui_ready,
        gun::gun,
        gun::gun_teach,
        gun::gun_stop,
        gun::gun_reset,
    ])
}

#[cfg(test)]
mod names;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::names::COMMANDS;

    /// `a::b` of the handler list above.
    fn handled() -> BTreeSet<String> {
        let list = include_str!("mod.rs")
            .split("generate_handler![")
            .nth(1)
            .expect("the list");
        let inside = list.split(']').next().expect("its end");
        inside
            .split(',')
            .filter_map(|line| line.trim().rsplit_once("::"))
            .map(|(_, name)| name.to_owned())
            .collect()
    }

    #[test]
    fn every_named_command_is_handled_and_none_else() {
        assert_eq!(
            handled(),
            COMMANDS.iter().map(|name| (*name).to_owned()).collect()
        );
    }

    #[test]
    fn the_window_is_allowed_exactly_these_and_to_listen() {
        let capability: serde_json::Value =
            serde_json::from_str(include_str!("../../capabilities/desk.json")).expect("JSON");
        let allowed: BTreeSet<String> = serde_json::from_value(capability["permissions"].clone())
            .expect("names only, no scopes");
        let mut wanted: BTreeSet<String> = COMMANDS
            .iter()
            .map(|name| format!("allow-{}", name.replace('_', "-")))
            .collect();
        wanted.extend([
            "core:event:allow-listen".to_owned(),
            "core:event:allow-unlisten".to_owned(),
        ]);
        assert_eq!(allowed, wanted);
    }
}
