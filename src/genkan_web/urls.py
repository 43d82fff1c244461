"""Every address of the site."""

from django.urls import path

from genkan_web.doors import answer, apart, changed, check_up, files, learn, letter, offline, open_door, scenes

urlpatterns = [
    path("", open_door.entrance, name="entrance"),
    path("family/", open_door.family, name="family"),
    path("family/week/<str:day>/", open_door.family_week, name="family-week"),
    path("family/changed/", changed.of_family, name="family-changed"),
    path("own/", files.choose, name="own"),
    path("reading/<str:key>/", files.reading, name="reading"),
    path("reading/<str:key>/week/<str:day>/", files.week, name="reading-week"),
    path("reading/<str:key>/changed/", changed.of_reading, name="reading-changed"),
    path("reading/<str:key>/said/", changed.said, name="reading-said"),
    path("reading/<str:key>/sheet.pdf", files.paper, name="reading-paper"),
    path("reading/<str:key>/forget/", files.forget, name="forget"),
    path("diary.<str:form>", open_door.diary, name="diary"),
    path("begin/<str:who>/", check_up.begin, name="begin"),
    path("ask/<int:number>/", check_up.ask, name="ask"),
    path("ask/<int:number>/help/", check_up.help_first, name="help-first"),
    path("answer/", answer.answer, name="answer"),
    path("answer/words/", answer.causes, name="causes"),
    path("answer/words/keep/", answer.causes_save, name="causes-save"),
    path("answer/file/", check_up.keep_file, name="keep"),
    path("answer/vanish/", check_up.vanish, name="vanish"),
    path("answer/open/", check_up.load, name="load"),
    path("letter/", letter.letter, name="letter"),
    path("learn/", learn.index, name="learn"),
    path("learn/<str:shelf>/<str:name>/", learn.page, name="learn-page"),
    path("scenes/", scenes.index, name="scenes"),
    path("scenes/stop/", scenes.stop, name="scenes-stop"),
    path("scenes/rules.json", scenes.rules, name="scene-rules"),
    path("scenes/<str:name>/", scenes.begin, name="scene"),
    path("scenes/<str:name>/<str:place>/", scenes.place, name="scene-place"),
    path("help/", open_door.help_now, name="help"),
    path("help/<str:code>/", open_door.help_in, name="help-country"),
    path("days.webmanifest", offline.manifest, name="manifest"),
    path("worker.js", offline.worker, name="worker"),
    path("language/<str:lang>/", apart.language, name="language"),
    path("leave/", apart.leave, name="leave"),
    path("ready/", apart.ready, name="ready"),
]
handler404 = "genkan_web.doors.apart.not_found"
handler500 = "genkan_web.doors.apart.broken"
handler400 = "genkan_web.doors.apart.not_understood"
