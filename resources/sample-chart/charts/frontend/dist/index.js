System.register(["react"], function (register) {
  let React;
  const texts = {
    en: { QUIET_HOURS: "Quiet Hours", QUIET_HOURS_LEAD: "Workloads that carry the label sleep at night and at weekends." },
    zh: { QUIET_HOURS: "静时", QUIET_HOURS_LEAD: "带有标签的工作负载在夜间和周末休眠。" }
  };
  const days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

  function Day({ name, awake }) {
    const bar = { height: 12, borderRadius: 6, background: "#d8dee5", position: "relative" };
    const part = { position: "absolute", left: "31%", width: "52%", height: 12, borderRadius: 6, background: "#55bc8a" };
    return React.createElement("div", { style: { margin: "12px 0" } },
      React.createElement("div", null, name),
      React.createElement("div", { style: bar }, awake ? React.createElement("div", { style: part }) : null));
  }

  function Week() {
    return React.createElement("div", { style: { margin: "3rem auto", maxWidth: 720 } },
      React.createElement("h3", null, t("QUIET_HOURS")),
      React.createElement("p", null, t("QUIET_HOURS_LEAD")),
      days.map((name, i) => React.createElement(Day, { key: name, name, awake: i < 5 })));
  }

  return {
    setters: [function (react) { React = react.default || react; }],
    execute: function () {
      register("default", {
        routes: [{ path: "/quiethours", get element() { return React.createElement(Week); } }],
        menus: [{ parent: "global", name: "quiethours", title: "QUIET_HOURS", icon: "clock", order: 10, skipAuth: true }],
        locales: texts
      });
    }
  };
});
