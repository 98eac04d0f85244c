//! A file manager's part in a drag, for the window tests: a small window at a given place that offers one file to
//! whatever the pointer carries it to. It ends when the drag ends.

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    use gtk::prelude::*;

    let args: Vec<String> = std::env::args().skip(1).collect();
    let [x, y, file] = args.as_slice() else {
        eprintln!("drag_source X Y FILE");
        return std::process::ExitCode::from(2);
    };
    let (Ok(x), Ok(y), Ok(())) = (x.parse(), y.parse(), gtk::init()) else {
        eprintln!("drag_source needs two numbers and a display");
        return std::process::ExitCode::from(2);
    };
    let Ok(uri) = gtk::glib::filename_to_uri(file, None) else {
        eprintln!("drag_source needs an absolute path");
        return std::process::ExitCode::from(2);
    };
    let window = gtk::Window::new(gtk::WindowType::Popup);
    window.set_title("file");
    window.set_default_size(40, 40);
    let hold = gtk::EventBox::new();
    hold.drag_source_set(
        gtk::gdk::ModifierType::BUTTON1_MASK,
        &[],
        gtk::gdk::DragAction::COPY,
    );
    hold.drag_source_add_uri_targets();
    hold.connect_drag_data_get(move |_, _, data, _, _| {
        data.set_uris(&[uri.as_str()]);
    });
    hold.connect_drag_end(|_, _| gtk::main_quit());
    window.add(&hold);
    window.connect_map_event(|_, _| {
        println!("ready");
        gtk::glib::Propagation::Proceed
    });
    window.move_(x, y);
    window.show_all();
    gtk::main();
    std::process::ExitCode::SUCCESS
}

#[cfg(not(target_os = "linux"))]
fn main() {
    eprintln!("the window tests run on Linux only");
}
